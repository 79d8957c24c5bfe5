"""The templates that Mortar ships, as definitions to adopt and to change."""

from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

KINDS = (
    "immunization",
    "point_of_care_test",
    "medication_therapy_management",
    "chronic_condition_follow_up",
    "wellness_screening",
    "tobacco_cessation",
    "adherence_intervention",
)


@cache
def _text(kind: str) -> bytes:
    return files(__name__).joinpath(f"{kind}.json").read_bytes()


def shipped_definition(kind: str) -> dict[str, Any]:
    """A fresh copy of a shipped definition; the kind is one of `KINDS`."""
    definition: dict[str, Any] = msgspec.json.decode(_text(kind))
    return definition
