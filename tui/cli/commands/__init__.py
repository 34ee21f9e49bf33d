"""The commands that work on keys and end: data on standard output, all else on standard error."""
