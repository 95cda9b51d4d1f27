"""How often one may ask: a bucket per key that fills by itself."""

import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

# Whoever has no key is known by address, and addresses are many.
REMEMBERED: Final = 10_000


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


class RateLimit:
    """At most `per_second` requests of each name in the long run, and `burst` at once."""

    def __init__(self, per_second: float, *, burst: int, clock: Callable[[], float]) -> None:
        self.per_second, self.burst = per_second, burst
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def wait_for(self, name: str) -> int:
        """Return 0 and count the request, or the whole seconds until one is possible again."""
        now = self._clock()
        with self._lock:
            bucket = self._buckets.setdefault(name, _Bucket(self.burst, now))
            self._buckets.move_to_end(name)
            while len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
            filled = bucket.tokens + (now - bucket.filled_at) * self.per_second
            bucket.tokens, bucket.filled_at = min(self.burst, filled), now
            if bucket.tokens < 1:
                return max(1, math.ceil((1 - bucket.tokens) / self.per_second))
            bucket.tokens -= 1
            return 0
