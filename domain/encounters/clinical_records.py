"""What signing writes down as records of their own: vaccines given, values measured, work done."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from domain.codes.codebook import Codebook
from domain.encounters.models import Immunization, Intervention, Observation
from domain.services.facts import Documentation
from domain.services.record_rules import NEEDED_COLUMNS, kept_as
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
                column: kept_as(column, scope.facts[question_id])
                for column, question_id in rule.answers.items()
                if question_id in scope.facts
            }
            fixed = {column: kept_as(column, value) for column, value in rule.fixed.items()}
            if NEEDED_COLUMNS[rule.kind] - {*fixed, *answered}:
                continue
            yield _MODELS[rule.kind](encounter_id=encounter_id, **(fixed | answered))
