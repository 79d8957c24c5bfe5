"""Conditions: what holds of which facts, and what an unknown fact makes of it."""

from typing import Any

import msgspec
import pytest

from domain.services.conditions import Condition

FACTS = {
    "minutes": 23,
    "a1c": "6.95",
    "status": "new",
    "tested": False,
    "reasons": ["cost", "other"],
    "expires_on": "2026-10-15",
    "served_on": "2026-10-15",
    "one": 1,
}


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"fact": "minutes", "at_least": 23},
        {"fact": "minutes", "at_most": 23},
        {"fact": "minutes", "above": 22, "below": 24},
        {"fact": "a1c", "below": 7},
        {"fact": "a1c", "at_least": "6.95"},
        {"fact": "status", "is": "new"},
        {"fact": "status", "one_of": ["new", "old"]},
        {"fact": "tested", "is": False},
        {"fact": "tested", "answered": True},
        {"fact": "unknown", "answered": False},
        {"fact": "reasons", "includes": "cost"},
        {"fact": "expires_on", "not_before": "served_on"},
        {"all": [{"fact": "status", "is": "new"}, {"fact": "minutes", "above": 1}]},
        {"any": [{"fact": "status", "is": "old"}, {"fact": "minutes", "above": 1}]},
        {"not": {"fact": "status", "is": "old"}},
        {"fact": "status", "is": "new", "not": {"fact": "tested", "is": True}},
    ],
)
def test_a_condition_holds(condition: dict[str, Any]) -> None:
    assert msgspec.convert(condition, Condition).holds(FACTS)


@pytest.mark.parametrize(
    "condition",
    [
        {"fact": "minutes", "at_least": 24},
        {"fact": "minutes", "at_most": 22},
        {"fact": "minutes", "above": 23},
        {"fact": "minutes", "below": 23},
        {"fact": "status", "is": "old"},
        {"fact": "status", "at_least": 1},
        {"fact": "tested", "is": True},
        {"fact": "tested", "is": 0},
        {"fact": "one", "is": True},
        {"fact": "unknown", "is": "new"},
        {"fact": "unknown", "at_least": 0},
        {"fact": "unknown", "one_of": ["x"]},
        {"fact": "unknown", "includes": "x"},
        {"fact": "unknown", "not_before": "served_on"},
        {"fact": "served_on", "not_before": "unknown"},
        {"fact": "reasons", "includes": "doubt"},
        {"fact": "reasons", "includes_fact": "status"},
        {"fact": "status", "includes": "n"},
        {"all": [{"fact": "status", "is": "new"}, {"fact": "minutes", "above": 99}]},
        {"any": [{"fact": "status", "is": "old"}, {"fact": "minutes", "above": 99}]},
        {"fact": "status", "is": "new", "any": [{"fact": "minutes", "above": 99}]},
    ],
)
def test_a_condition_does_not_hold(condition: dict[str, Any]) -> None:
    assert not msgspec.convert(condition, Condition).holds(FACTS)
