"""Lets `python -m tui` start the program."""

from .cli import main

if __name__ == "__main__":
    raise SystemExit(main())
