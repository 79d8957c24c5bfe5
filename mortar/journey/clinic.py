"""What the pharmacist does on the flu-clinic day: gives the shots, documents and signs each."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mortar.journey import documents
from mortar.supervisor import Tell
from mortar.visitor import TurnedAway, Visitor

CLINIC_ZONE = ZoneInfo("America/Chicago")
HIGH_DOSE_FROM_YEARS = 65


@dataclass(frozen=True)
class Vaccine:
    name: str
    cvx_code: str
    ndc: str
    lot_number: str


STANDARD = Vaccine("flu vaccine", "140", "19515-0904-41", "SAMPLE1")
HIGH_DOSE = Vaccine("high-dose flu vaccine", "135", "49281-0125-88", "SAMPLE2")


def give_shots(pharmacist: Visitor, tell: Tell, served_on: date | None = None) -> list[str]:
    """Document and sign one shot for each patient, today's without a day; the encounters' ids."""
    served_on = served_on or datetime.now(CLINIC_ZONE).date()
    clinic = pharmacist.ask(documents.CLINIC)
    store, provider = _first(clinic["stores"]), _first(clinic["providers"])
    service = next(each for each in _nodes(clinic["services"]) if each["kind"] == "immunization")
    ids = []
    for patient in _nodes(clinic["patients"]):
        vaccine = _vaccine_for(patient, served_on)
        details = {
            "storeId": store["id"],
            "providerId": provider["id"],
            "serviceId": service["id"],
            "patientId": patient["id"],
            "servedOn": served_on.isoformat(),
            "answers": _answers(vaccine, served_on),
        }
        ids.append(_signed(pharmacist, details))
        tell(f"     {patient['firstName']} {patient['lastName']}: {vaccine.name}, signed")
    return ids


def _signed(pharmacist: Visitor, details: dict[str, Any]) -> str:
    encounter = _done(pharmacist.ask(documents.START, details=details))
    _done(pharmacist.ask(documents.COMPLETE, id=encounter["id"]))
    _done(pharmacist.ask(documents.SIGN, id=encounter["id"]))
    return str(encounter["id"])


def _done(data: dict[str, Any]) -> dict[str, Any]:
    """The one payload of a mutation.

    Raises:
        TurnedAway: it is a refusal.
    """
    payload: dict[str, Any] = next(iter(data.values()))
    if "code" in payload:
        raise TurnedAway(f"{payload['message']} ({payload['path']})")
    return payload


def _vaccine_for(patient: dict[str, Any], served_on: date) -> Vaccine:
    """From 65 on, CDC prefers the high dose."""
    birth = date.fromisoformat(patient["birthOn"])
    age = (
        served_on.year - birth.year - ((served_on.month, served_on.day) < (birth.month, birth.day))
    )
    return HIGH_DOSE if age >= HIGH_DOSE_FROM_YEARS else STANDARD


def _answers(vaccine: Vaccine, served_on: date) -> dict[str, Any]:
    given = {
        "cvx_code": vaccine.cvx_code,
        "ndc": vaccine.ndc,
        "lot_number": vaccine.lot_number,
        "expires_on": (served_on + timedelta(days=150)).isoformat(),
        "site_code": "LD",
        "route_code": "IM",
        "dose_quantity": "0.5",
        "dose_unit_code": "ML",
        "funding_source": "private",
        "statement_given_on": served_on.isoformat(),
    }
    return {"screened": True, "vaccines": [given]}


def _nodes(connection: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in connection["edges"]]


def _first(connection: dict[str, Any]) -> dict[str, Any]:
    return _nodes(connection)[0]
