"""Demo control plane in memory, to try the program and to test it."""
