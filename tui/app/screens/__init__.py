"""The screens: my keys, all keys, sign in, help."""
