"""Parts of the key list screens."""
