"""How often a door may be tried, counted in this process: a brake on guessing, not a quota.

Every process of an installation counts for itself, so the whole allows as many times more.
"""

import math
import time
from collections import OrderedDict
from dataclasses import dataclass, field

REMEMBERED_CALLERS = 10_000


@dataclass
class RateLimit:
    """A bucket for each caller, refilled steadily (token bucket)."""

    burst: int
    per_minute: float
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def seconds_to_wait(self, caller: str, now: float | None = None) -> int:
        """Take one from the caller's bucket; 0 if there was one, else when to come again."""
        moment = time.monotonic() if now is None else now
        left, seen_at = self._buckets.pop(caller, (float(self.burst), moment))
        left = min(self.burst, left + (moment - seen_at) * self.per_minute / 60)
        is_allowed = left >= 1
        self._buckets[caller] = (left - is_allowed, moment)
        if len(self._buckets) > REMEMBERED_CALLERS:
            self._buckets.popitem(last=False)
        return 0 if is_allowed else math.ceil((1 - left) * 60 / self.per_minute)
