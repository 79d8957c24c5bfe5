"""GraphQL of many encounters at once: a clinic day's drafts kept, looked at and signed together."""

from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

import strawberry
from sqlalchemy.orm import Session
from strawberry.scalars import JSON

from api.batches import each_alone
from api.context import Info
from api.doors import mutation, query
from api.findings import Finding
from api.ids import Id, global_id, key_of
from api.inputs import json_object
from api.previews import ClaimPreview
from api.refusal import Refusal
from domain.claims.preview import Outlook, outlooks
from domain.encounters import commands
from domain.encounters.models import Encounter, EncounterStatus
from domain.errors import Invalid
from tenants.permissions import Permission

MOST_LOOKED_AT = 100


@strawberry.input(description="What a draft is about, where there is none yet.")
class NewDraft:
    store_id: Id
    patient_id: Id
    service_id: Id


@strawberry.input(description="Some answers of a draft, or of one that begins with them.")
class DraftInput:
    answers: JSON
    begun: NewDraft | None = None
    encounter_id: Id | None = None
    revision: int = 0
    served_on: date | None = strawberry.field(
        default=None, description="With the provider: of a new draft, or put right."
    )
    provider_id: Id | None = None


@strawberry.type(description="What came of one of many: where it stands, or why not.")
class EncounterOutcome:
    encounter_id: Id | None
    status: EncounterStatus | None
    revision: int | None
    refusal: Refusal | None

    @classmethod
    def of(cls, done: Encounter | Refusal) -> Self:
        if isinstance(done, Refusal):
            return cls(encounter_id=None, status=None, revision=None, refusal=done)
        return cls(
            encounter_id=global_id("Encounter", done.id),
            status=EncounterStatus(done.status),
            revision=done.revision,
            refusal=None,
        )


@strawberry.type(description="What came of each, in the order in which they were given.")
class EncounterOutcomes:
    outcomes: list[EncounterOutcome]


EncounterOutcomesResult = Annotated[
    EncounterOutcomes | Refusal, strawberry.union("EncounterOutcomesResult")
]


@strawberry.type(description="What an encounter lacks before it may be signed, and would bill.")
class EncounterOutlook:
    encounter_id: Id
    missing: list[Finding]
    preview: ClaimPreview

    @classmethod
    def of(cls, outlook: Outlook) -> Self:
        return cls(
            encounter_id=global_id("Encounter", outlook.encounter_id),
            missing=[Finding.of(each) for each in outlook.missing],
            preview=ClaimPreview.of(outlook.preview),
        )


@strawberry.type
class DraftQuery:
    @query(Permission.READ_ENCOUNTERS, description="What each lacks and would bill.")
    def encounter_outlooks(self, info: Info, encounter_ids: list[Id]) -> list[EncounterOutlook]:
        if len(encounter_ids) > MOST_LOOKED_AT:
            message = f"At most {MOST_LOOKED_AT} encounters are looked at at once."
            raise Invalid(message, path="encounterIds")
        keys = [key_of(each) for each in encounter_ids]
        return [EncounterOutlook.of(each) for each in outlooks(info.context.session, keys)]


@strawberry.type
class DraftMutation:
    @mutation(
        Permission.WRITE_ENCOUNTERS,
        description="Begin drafts, or keep some answers of them; each stands or falls alone.",
    )
    def keep_drafts(self, info: Info, drafts: list[DraftInput]) -> EncounterOutcomesResult:
        session = info.context.session
        kept = each_alone(info, drafts, lambda draft: _kept(session, draft))
        return EncounterOutcomes(outcomes=[EncounterOutcome.of(each) for each in kept])

    @mutation(
        Permission.SIGN_ENCOUNTERS,
        description="Vouch for each, completing what is still a draft; each stands or falls alone.",
    )
    def sign_encounters(self, info: Info, encounter_ids: list[Id]) -> EncounterOutcomesResult:
        session = info.context.session
        signed = each_alone(
            info, encounter_ids, lambda id_: commands.sign_draft(session, key_of(id_))
        )
        return EncounterOutcomes(outcomes=[EncounterOutcome.of(each) for each in signed])


def _kept(session: Session, draft: DraftInput) -> Encounter:
    """Raises:
    Invalid: it is neither a draft that is there nor one to begin.
    """
    answers = json_object(draft.answers, "answers")
    if draft.encounter_id is not None:
        return _changed(session, draft, key_of(draft.encounter_id), answers)
    if draft.begun is None or draft.served_on is None or draft.provider_id is None:
        raise Invalid("A new draft needs its store, patient, service, provider and day.", "begun")
    return commands.start_draft(
        session,
        store_id=key_of(draft.begun.store_id),
        patient_id=key_of(draft.begun.patient_id),
        service_id=key_of(draft.begun.service_id),
        provider_id=key_of(draft.provider_id),
        served_on=draft.served_on,
        answers=answers,
    )


def _changed(session: Session, draft: DraftInput, key: UUID, answers: dict[str, Any]) -> Encounter:
    revision = draft.revision
    if draft.served_on is not None and draft.provider_id is not None:
        provider_key = key_of(draft.provider_id)
        moved = commands.change_visit(session, key, revision, draft.served_on, provider_key)
        revision = moved.revision
    return commands.save_answers(session, key, revision, answers)
