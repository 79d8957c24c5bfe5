"""How much each program may ask in a minute, in requests and in cost, and how it is told.

The limit is exact over all processes: each hands out only what it took from the shared allowance
(`tenants.allowances`). The headers are those of the IETF draft on RateLimit fields.
"""

import asyncio
import math
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.authentication import Authenticator, Caller, Program
from api.wrapping import SAID
from tenants.actor import job
from tenants.allowances import Share, take_share
from tenants.clients import Limits
from tenants.refusals import Refused

REMEMBERED_PROGRAMS = 10_000
WINDOW_SECONDS = 60


class Exceeded(Refused):
    """The program has asked for as much as it may in this minute."""

    code = "rate_limited"


@dataclass
class Purse:
    """What this process may still hand out to one program in the minute under way."""

    requests: int = 0
    cost: int = 0
    requests_elsewhere: int = 1
    cost_elsewhere: int = 0
    """Left in the shared allowance when it was last asked; it only shrinks until the minute ends."""
    until: float = float("-inf")
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.until

    def holds(self, cost: int) -> bool:
        return not self.is_over and self.requests >= 1 and self.cost >= cost

    def may_get(self, cost: int) -> bool:
        """Whether asking the shared allowance could help."""
        return self.is_over or (
            self.requests + self.requests_elsewhere >= 1 and self.cost + self.cost_elsewhere >= cost
        )

    def lacks(self, cost: int) -> tuple[int, int]:
        """The requests and the cost to ask for; what is left of the minute before is void."""
        if self.is_over:
            self.requests = self.cost = 0
        return int(self.requests < 1), max(0, cost - self.cost)

    def put(self, share: Share) -> None:
        self.requests += share.requests
        self.cost += share.cost
        self.requests_elsewhere = share.requests_left
        self.cost_elsewhere = share.cost_left
        self.until = time.monotonic() + share.seconds_left

    def headers(self, limits: Limits) -> dict[str, str]:
        seconds = max(0, math.ceil(self.until - time.monotonic()))
        requests = self.requests + self.requests_elsewhere
        cost = self.cost + self.cost_elsewhere
        return {
            "ratelimit-policy": (
                f'"requests";q={limits.requests_per_minute};w={WINDOW_SECONDS}, '
                f'"cost";q={limits.cost_per_minute};w={WINDOW_SECONDS}'
            ),
            "ratelimit": f'"requests";r={requests};t={seconds}, "cost";r={cost};t={seconds}',
        }


class Quotas:
    """Counts programs' requests; browsers are people, who are slow enough."""

    def __init__(self, authenticator: Authenticator) -> None:
        self.authenticator = authenticator
        self._purses: OrderedDict[Program, Purse] = OrderedDict()

    async def take(self, request: Request, caller: Caller, cost: int = 1) -> None:
        """Let one request of this cost pass, and leave the headers for its answer.

        Raises:
            Exceeded
        """
        program = caller.program
        if program is None:
            return
        _must_ever_fit(program.limits, cost)
        purse = self._purse(program)
        if not purse.holds(cost) and purse.may_get(cost):
            await self._fill(purse, program, caller, cost)
        is_allowed = purse.holds(cost)
        if is_allowed:
            purse.requests -= 1
            purse.cost -= cost
        said = purse.headers(program.limits)
        setattr(request.state, SAID, said)
        if not is_allowed:
            seconds = max(1, math.ceil(purse.until - time.monotonic()))
            said["retry-after"] = str(seconds)
            raise Exceeded(f"Too much was asked in this minute. Try again in {seconds} seconds.")

    async def _fill(self, purse: Purse, program: Program, caller: Caller, cost: int) -> None:
        async with purse.lock:
            while not purse.holds(cost) and purse.may_get(cost):
                requests, missing = purse.lacks(cost)
                share = await run_in_threadpool(self._share, caller, program, requests, missing)
                purse.put(share)
                if not share.requests and not share.cost:
                    return

    def _share(self, caller: Caller, program: Program, requests: int, cost: int) -> Share:
        database = self.authenticator.as_actor(job(caller.access.tenant_id, "quotas"))
        with database.transaction() as session:
            return take_share(session, program.id, program.limits, requests, cost)

    def _purse(self, program: Program) -> Purse:
        purse = self._purses.get(program)
        if purse is None:
            purse = self._purses[program] = Purse()
            if len(self._purses) > REMEMBERED_PROGRAMS:
                self._purses.popitem(last=False)
        else:
            self._purses.move_to_end(program)
        return purse


def _must_ever_fit(limits: Limits, cost: int) -> None:
    """Raises: Exceeded."""
    if cost > limits.cost_per_minute:
        raise Exceeded(
            f"This costs {cost}, and the program may ask for {limits.cost_per_minute} in a minute."
            " Ask for less at once."
        )
