"""Films the program: `python -m tests.cast` draws `screenshots/demo.cast` and `demo.svg`."""

from tests.cast.film import film

film()
