"""Ways out of the program for a text: the clipboard, or a private file."""
