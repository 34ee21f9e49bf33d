"""Where a text leaves the program for good: the clipboard, or a private file."""
