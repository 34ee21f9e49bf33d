"""What a screencast must not show, and what is shown in its place."""
