"""The exact content that a signature vouches for, and its hash."""

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from domain.encounters.models import Encounter
from domain.services.models import ServiceTemplate


def canonical_json(value: Any) -> bytes:
    """One byte sequence for one value: sorted keys, no blanks, UTF-8, no floating point.

    Raises:
        TypeError: the value holds something that has no single form.
    """
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def signed_content(
    encounter: Encounter, template: ServiceTemplate, signed_by: str, signed_at: datetime
) -> dict[str, Any]:
    """Everything that is signed: who, what, for whom, when, by which template, with which words."""
    return {
        "encounter_id": encounter.id,
        "store_id": encounter.store_id,
        "patient_id": encounter.patient_id,
        "service_id": encounter.service_id,
        "provider_id": encounter.provider_id,
        "served_on": encounter.served_on,
        "answers": encounter.answers,
        "amends_id": encounter.amends_id,
        "amendment_reason": encounter.amendment_reason,
        "template_id": template.id,
        "template": template.definition,
        "signed_by": signed_by,
        "signed_at": signed_at,
    }


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case UUID():
            return str(value)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case dict():
            return {str(key): _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical form")
