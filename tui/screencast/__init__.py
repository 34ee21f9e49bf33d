"""Stand-ins for whatever a screencast must not show."""
