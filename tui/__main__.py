"""Lets `python -m tui` start the program."""

from .cli.main import start

if __name__ == "__main__":
    start()
