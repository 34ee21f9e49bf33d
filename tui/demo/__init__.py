"""A Run:ai control plane in memory, for trying the program and for testing it."""
