"""Dialog base class and the dialogs that others reuse."""
