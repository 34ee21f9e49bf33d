"""The terminal home of NVIDIA Run:ai access keys."""

__version__ = "0.1.0"
