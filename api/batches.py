"""Many in one operation: each in a savepoint of its own, so that one refusal undoes one alone."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from api.audit import asked_for, note_asked
from api.context import Info
from api.doors import schema_of
from api.refusal import Refusal
from tenants.audit import Outcome, record, trail_of
from tenants.refusals import Invalid, Refused

MOST_AT_ONCE = 100

Given = TypeVar("Given")
Done = TypeVar("Done")


def each_alone(
    info: Info, items: Sequence[Given], act: Callable[[Given], Done]
) -> list[Done | Refusal]:
    """What came of each, in order; done or refused, the audit log says so of each.

    Raises:
        Invalid: these are too many.
    """
    if len(items) > MOST_AT_ONCE:
        raise Invalid(f"At most {MOST_AT_ONCE} are taken at once.")
    return [_alone(info, item, act) for item in items]


def _alone(info: Info, item: Given, act: Callable[[Given], Done]) -> Done | Refusal:
    session = info.context.session
    try:
        with session.begin_nested():
            done = act(item)
    except Refused as refused:
        trail_of(session).forget()
        note_asked(session, asked_for(schema_of(info), {"item": item}))
        record(session, info.field_name, Outcome.REFUSED, refused.code)
        return Refusal.of(refused)
    record(session, info.field_name)
    return done
