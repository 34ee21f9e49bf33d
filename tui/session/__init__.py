"""One signed-in session with one control plane."""
