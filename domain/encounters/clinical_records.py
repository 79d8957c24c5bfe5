"""What signing writes down as records of their own: vaccines given, values measured, work done."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.codes.codebook import Codebook
from domain.encounters.models import Immunization, Intervention, Observation
from domain.services.facts import Documentation
from domain.services.publishing import NEEDED_COLUMNS
from domain.services.templates import RecordKind

ClinicalRecord = Immunization | Observation | Intervention

_MODELS: Mapping[RecordKind, type[ClinicalRecord]] = {
    RecordKind.IMMUNIZATION: Immunization,
    RecordKind.OBSERVATION: Observation,
    RecordKind.INTERVENTION: Intervention,
}


def clinical_records(
    encounter_id: UUID, documentation: Documentation, codebook: Codebook
) -> Iterator[ClinicalRecord]:
    """The records that the template makes of the answers; none where the answers leave a gap."""
    for rule in documentation.template.records:
        for scope in documentation.scopes(rule.for_each, codebook):
            if rule.when is not None and not rule.when.holds(scope.facts):
                continue
            answered = {
                column: _read(column, scope.facts[question_id])
                for column, question_id in rule.answers.items()
                if question_id in scope.facts
            }
            if NEEDED_COLUMNS[rule.kind] - {*rule.fixed, *answered}:
                continue
            yield _MODELS[rule.kind](encounter_id=encounter_id, **rule.fixed, **answered)


def _read(column: str, answer: Any) -> Any:
    """An answer as its column keeps it."""
    match column:
        case "expires_on":
            return date.fromisoformat(answer)
        case "dose_quantity":
            return Decimal(answer)
        case "minutes":
            return int(answer)
        case _:
            return str(answer)
