"""Lets `python -m tui` start the program."""

from .cli import start

if __name__ == "__main__":
    start()
