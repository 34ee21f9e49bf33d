"""Entry point of `python -m tui`."""

from .cli.main import start

if __name__ == "__main__":
    start()
