"""What a list of keys shows: ages, filters and order, as plain functions without any screen."""
