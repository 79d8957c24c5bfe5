"""Conditions over facts: the small declarative language in which templates say when."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import Struct, field

Facts = Mapping[str, Any]
"""Answers by question id, and what is known of patient, payer, store and day by dotted name.

Days are ISO texts, decimals are texts, several answers are lists; what is unknown is absent.
"""

Scalar = str | int | bool


class Condition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Holds when every part of it holds; the empty one always does.

    `{"fact": "minutes", "at_least": 8, "at_most": 22}`. A comparison with an unknown fact is false.
    """

    fact: str | None = None
    is_: Scalar | None = field(name="is", default=None)
    one_of: tuple[Scalar, ...] | None = None
    includes: Scalar | None = None
    """The fact is a list that has this."""
    includes_fact: str | None = None
    """The fact is a list that has what the other fact is."""
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    above: Decimal | None = None
    below: Decimal | None = None
    not_before: str | None = None
    """The fact is a day, and so is the other fact named here; it is not earlier."""
    answered: bool | None = None
    all_: tuple["Condition", ...] = field(name="all", default=())
    any_: tuple["Condition", ...] = field(name="any", default=())
    not_: "Condition | None" = field(name="not", default=None)

    def holds(self, facts: Facts) -> bool:
        return (
            self._compares(facts)
            and all(condition.holds(facts) for condition in self.all_)
            and (not self.any_ or any(condition.holds(facts) for condition in self.any_))
            and (self.not_ is None or not self.not_.holds(facts))
        )

    def facts_named(self) -> Iterator[str]:
        """Every fact that it asks for, so that a publisher can see that all exist."""
        yield from (name for name in (self.fact, self.includes_fact, self.not_before) if name)
        for condition in (*self.all_, *self.any_, *([self.not_] if self.not_ else [])):
            yield from condition.facts_named()

    def _compares(self, facts: Facts) -> bool:
        if self.fact is None:
            return True
        value = facts.get(self.fact)
        if self.answered is not None and self.answered != is_answered(value):
            return False
        return (
            (self.is_ is None or same(value, self.is_))
            and (self.one_of is None or any(same(value, each) for each in self.one_of))
            and self._includes(value, facts)
            and self._ranges(value)
            and self._is_not_before(value, facts)
        )

    def _includes(self, value: Any, facts: Facts) -> bool:
        wanted: list[Any] = [self.includes] if self.includes is not None else []
        if self.includes_fact is not None:
            wanted.append(facts.get(self.includes_fact))
        return all(isinstance(value, list | tuple) and each in value for each in wanted)

    def _ranges(self, value: Any) -> bool:
        bounds = (self.at_least, self.at_most, self.above, self.below)
        if bounds == (None, None, None, None):
            return True
        number = as_number(value)
        return number is not None and (
            (self.at_least is None or number >= self.at_least)
            and (self.at_most is None or number <= self.at_most)
            and (self.above is None or number > self.above)
            and (self.below is None or number < self.below)
        )

    def _is_not_before(self, value: Any, facts: Facts) -> bool:
        if self.not_before is None:
            return True
        other = facts.get(self.not_before)
        return isinstance(value, str) and isinstance(other, str) and value >= other


def is_answered(value: Any) -> bool:
    """Neither absent nor blank; `false` and zero are answers."""
    return value is not None and value not in ("", [], ())


def same(value: Any, wanted: Scalar) -> bool:
    """Equal, where `true` is not 1."""
    return isinstance(value, bool) == isinstance(wanted, bool) and bool(value == wanted)


def as_number(value: Any) -> Decimal | None:
    """The number that an answer is, kept as a number or as text."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def facts_of(conditions: Iterable[Condition | None]) -> set[str]:
    """Every fact that any of them asks for."""
    return {
        name
        for condition in conditions
        if condition is not None
        for name in condition.facts_named()
    }
