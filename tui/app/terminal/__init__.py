"""Everything below Textual's public API: driver, screen diff, input parser."""
