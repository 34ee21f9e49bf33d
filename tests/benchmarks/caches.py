"""Cost of a rest: on a shared host, other guests evict what a program has in the caches.

Between two keys a program rests, so that the same build answers a key in 1 ms or in 2, depending on
the neighbours.
"""

from __future__ import annotations

from random import Random
from statistics import median
from time import perf_counter, sleep

_OBJECTS = 50_000
"""Numbers, of 24 bytes each: more than what belongs to one core, less than what is shared."""
_READS = 9


def slower_after(rest: float) -> float:
    """Return how many times longer it takes to read a list after some seconds than at once."""
    numbers = [float(number) for number in range(_OBJECTS)]
    Random(_OBJECTS).shuffle(numbers)
    at_once = median(_read(numbers) for _ in range(_READS))
    return median(_read(numbers, rest) for _ in range(_READS)) / at_once


def _read(numbers: list[float], rest: float = 0) -> float:
    sleep(rest)
    begin = perf_counter()
    sum(numbers)
    return perf_counter() - begin
