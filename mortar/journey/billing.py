"""What the biller sees on the flu-clinic day: claims leaving, answered, paid."""

import time
from typing import Any

from domain.money import in_dollars
from mortar.journey import documents
from mortar.supervisor import Tell
from mortar.visitor import Visitor

PATIENCE_SECONDS = 180
POLL_SECONDS = 1.0

Claim = dict[str, Any]


def follow_claims(biller: Visitor, encounter_ids: list[str], tell: Tell) -> list[Claim]:
    """Tell each change of status until every claim is decided, or patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    told: dict[str, str] = {}
    while True:
        claims = _claims(biller, encounter_ids)
        for claim in claims:
            if told.get(claim["id"]) != claim["displayStatus"]:
                told[claim["id"]] = claim["displayStatus"]
                tell(f"     {_described(claim)}")
        if _all_decided(claims, encounter_ids) or time.monotonic() > deadline:
            return claims
        time.sleep(POLL_SECONDS)


def timeline(biller: Visitor, claim: Claim) -> list[str]:
    """Everything that happened to one claim, the oldest first."""
    events = biller.ask(documents.TIMELINE, id=claim["id"])["claim"]["events"]
    ordered = sorted(events, key=lambda event: str(event["happenedAt"]))
    return [f"{event['happenedAt'][11:19]}  {event['summary']}" for event in ordered]


def is_decided(claim: Claim) -> bool:
    return str(claim["adjudication"]) != "PENDING"


def _claims(biller: Visitor, encounter_ids: list[str]) -> list[Claim]:
    nodes = biller.ask(documents.CLAIMS, ids=encounter_ids)["nodes"]
    return [claim for encounter in nodes for claim in encounter["claims"]]


def _all_decided(claims: list[Claim], encounter_ids: list[str]) -> bool:
    """Each encounter has made at least one claim, and none is still with a payer."""
    return len(claims) >= len(encounter_ids) and all(is_decided(claim) for claim in claims)


def _described(claim: Claim) -> str:
    codes = " ".join(line["procedureCode"] for line in claim["serviceLines"])
    paid = f", paid {in_dollars(claim['paidCents'])}" if claim["paidCents"] else ""
    findings = "".join(f" — {finding['message']}" for finding in claim["findings"])
    return (
        f"{claim['patientControlNumber']}  {claim['payer']['name']}: {codes},"
        f" {in_dollars(claim['chargeCents'])}: {claim['displayStatus'].lower()}{paid}{findings}"
    )
