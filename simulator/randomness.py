"""One independent random stream per seed, chunk and purpose."""

from enum import IntEnum

import numpy as np


class Purpose(IntEnum):
    """What a stream of random numbers is for; the number is part of the seed, so never reorder."""

    SIGNUP = 0
    TRAITS = 1
    LIFE = 2
    MOOD = 3
    USAGE_COUNTS = 4
    USAGE_ROWS = 5
    TICKETS = 6
    BILLING = 7
    CAMPAIGN = 8
    DEFECTS = 9


def stream(seed: int, *, chunk: int, purpose: Purpose) -> np.random.Generator:
    """Return the generator of one purpose in one chunk.

    Streams do not depend on each other or on the horizon, so that a longer run repeats the days
    of a shorter one. Source: numpy's SeedSequence with spawn keys.
    """
    sequence = np.random.SeedSequence(seed, spawn_key=(chunk, int(purpose)))
    return np.random.Generator(np.random.PCG64(sequence))
