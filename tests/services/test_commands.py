"""The catalogue: versions that never change once published, and prices by day."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from domain.errors import AlreadyExists, Invalid, NotFound, WrongState
from domain.services.commands import (
    add_service,
    adopt_shipped_template,
    change_template,
    copy_service,
    discard_template,
    draft_template,
    publish_template,
    rename_service,
    set_service_active,
)
from domain.services.models import ServiceTemplate
from domain.services.pricing import Price, set_price
from domain.services.publishing import definition_findings, template_findings
from domain.services.queries import pricing_on, template_on, templates_of
from domain.services.shipped import KINDS, shipped_definition
from domain.services.templates import definition_of, template_from

DAY = date(2026, 1, 1)


def version_on(session: Session, service_id: Any, day: date) -> int | None:
    template = template_on(session, service_id, day)
    return template.version if template else None


@pytest.mark.parametrize("kind", KINDS)
def test_every_shipped_template_can_be_adopted(session: Session, kind: str) -> None:
    service = adopt_shipped_template(session, kind, DAY)

    template = template_on(session, service.id, DAY)
    assert template is not None
    assert template_from(template.definition) == template_from(shipped_definition(kind))
    assert service.kind == kind


def test_a_template_is_kept_without_loss() -> None:
    for kind in KINDS:
        template = template_from(shipped_definition(kind))
        assert template_from(definition_of(template)) == template


def test_a_tenant_names_its_own_codes(session: Session) -> None:
    service = adopt_shipped_template(
        session, "tobacco_cessation", DAY, name="Stop smoking", codes={"intensive": "S9453"}
    )

    template = template_on(session, service.id, DAY)
    assert template is not None
    assert service.name == "Stop smoking"
    assert template.definition["codes"] == {"intermediate": "99406", "intensive": "S9453"}


@pytest.mark.parametrize("codes", [{"unheard_of": "99406"}, {"intensive": "9940"}])
def test_a_slot_or_code_that_is_none_is_refused(session: Session, codes: dict[str, str]) -> None:
    with pytest.raises(Invalid), session.begin_nested():
        adopt_shipped_template(session, "tobacco_cessation", DAY, codes=codes)

    assert session.query(ServiceTemplate).count() == 0


def test_only_what_is_shipped_is_adopted(session: Session) -> None:
    with pytest.raises(NotFound):
        adopt_shipped_template(session, "../../secrets", DAY)


def test_a_new_version_begins_with_the_newest(session: Session) -> None:
    service = adopt_shipped_template(session, "tobacco_cessation", DAY)

    draft = draft_template(session, service.id)
    definition = deepcopy(draft.definition) | {"attestation": "New words."}
    change_template(session, draft.id, draft.revision, definition)
    publish_template(session, draft.id, date(2026, 7, 1))

    days = [date(2025, 12, 31), DAY, date(2026, 6, 30), date(2026, 7, 1)]
    assert [version_on(session, service.id, day) for day in days] == [None, 1, 1, 2]
    assert templates_of(session, service.id)[0].definition["attestation"] == "New words."


def test_a_draft_is_never_in_force(session: Session) -> None:
    service = add_service(session, "Own service", "tobacco_cessation")

    draft_template(session, service.id, shipped_definition("tobacco_cessation"))

    assert version_on(session, service.id, date(2999, 1, 1)) is None


def test_there_is_one_draft_at_a_time(session: Session) -> None:
    service = adopt_shipped_template(session, "tobacco_cessation", DAY)
    draft_template(session, service.id)

    with pytest.raises(WrongState):
        draft_template(session, service.id)


def test_a_published_version_never_changes(session: Session) -> None:
    service = adopt_shipped_template(session, "tobacco_cessation", DAY)
    (template,) = templates_of(session, service.id)

    with pytest.raises(WrongState):
        change_template(session, template.id, 1, shipped_definition("tobacco_cessation"))
    with pytest.raises(WrongState):
        publish_template(session, template.id, date(2027, 1, 1))
    with pytest.raises(DBAPIError, match="never changes"), session.begin_nested():
        session.execute(text("update service_templates set definition = '{}'"))
    session.execute(text("delete from service_templates"))
    assert [each.version for each in templates_of(session, service.id)] == [1]


CALLS = {
    "id": "calls",
    "label": "Calls",
    "questions": [{"id": "call", "label": "What was said", "type": "text"}],
}


def altered(change: Any) -> dict[str, Any]:
    definition = shipped_definition("tobacco_cessation")
    change(definition)
    return definition


def rule(definition: dict[str, Any]) -> dict[str, Any]:
    first: dict[str, Any] = definition["coding"][0]
    return first


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda d: d.pop("coding"), "$"),
        (lambda d: d.update(unheard_of=1), "$"),
        (lambda d: d["questions"][0].update(type="guess"), "questions.0.type"),
        (lambda d: rule(d)["when"].update(at_leat=3), "coding.0.when"),
        (lambda d: rule(d)["when"].update(at_least="three"), "coding.0.when.at_least"),
        (lambda d: d["questions"][1].update(code_system="cpt"), "questions.1.code_system"),
    ],
)
def test_another_shape_is_refused_where_it_stands(change: Any, path: str) -> None:
    with pytest.raises(Invalid) as refusal:
        template_from(altered(change))

    assert refusal.value.path == path


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (lambda d: d["questions"].append(d["questions"][0]), "template.twice", "questions.5.id"),
        (lambda d: d["coding"].append(d["coding"][0]), "template.twice", "coding.2.id"),
        (lambda d: d["questions"][2].update(id="Quit Date"), "template.id", "questions.2.id"),
        (lambda d: d.update(coding=[]), "template.size", "coding"),
        (lambda d: d.update(coding=d["coding"] * 60), "template.size", "coding"),
        (lambda d: d["questions"][0].update(choices=[]), "template.choices", "questions.0.choices"),
        (
            lambda d: d["questions"][1].update(type="code"),
            "template.code_system",
            "questions.1.code_system",
        ),
        (lambda d: d["questions"][1].update(many=True), "template.many", "questions.1.many"),
        (lambda d: rule(d)["when"].update(fact="hours"), "template.fact", "coding.0.when"),
        (lambda d: d["codes"].update(intensive="994"), "template.code", "codes.intensive"),
        (
            lambda d: d["tables"]["diagnoses"].update(other="tobacco"),
            "template.code",
            "tables.diagnoses.other",
        ),
        (lambda d: d.update(default_diagnoses=["?"]), "template.code", "default_diagnoses"),
        (lambda d: rule(d).update(for_each="visits"), "template.group", "coding.0.for_each"),
        (lambda d: rule(d).update(procedure={}), "template.choice", "coding.0.procedure"),
        (
            lambda d: rule(d).update(procedure={"by": "product"}),
            "template.choice",
            "coding.0.procedure",
        ),
        (
            lambda d: rule(d).update(procedure={"slot": "brief"}),
            "template.slot",
            "coding.0.procedure",
        ),
        (
            lambda d: rule(d).update(procedure={"by": "product", "table": "fees"}),
            "template.table",
            "coding.0.procedure",
        ),
        (
            lambda d: rule(d).update(procedure={"answer": "mood"}),
            "template.answer",
            "coding.0.procedure",
        ),
        (
            lambda d: rule(d).update(modifiers=[{"code": "TOO LONG", "because": "x"}]),
            "template.modifier",
            "coding.0.modifiers",
        ),
        (lambda d: rule(d).update(units={}), "template.units", "coding.0.units"),
        (lambda d: rule(d).update(units={"fixed": 0}), "template.units", "coding.0.units"),
        (
            lambda d: rule(d).update(units={"minutes": "minutes", "each": 0}),
            "template.units",
            "coding.0.units",
        ),
        (
            lambda d: rule(d).update(
                product={"ndc": "ndc", "quantity": "minutes", "unit": "advice", "lot": "advice"}
            ),
            "template.answer",
            "coding.0.product.ndc",
        ),
        (
            lambda d: d["records"][0]["answers"].update(mood="advice"),
            "template.record",
            "records.0.answers.mood",
        ),
        (
            lambda d: d["records"][0]["answers"].update(detail=""),
            "template.answer",
            "records.0.answers.detail",
        ),
        (
            lambda d: d["records"][0]["answers"].update(minutes="advice"),
            "template.record",
            "records.0.answers.minutes",
        ),
        (
            lambda d: d["records"][0]["answers"].update(kind="advice"),
            "template.record",
            "records.0.answers.kind",
        ),
        (
            lambda d: d["records"][0].update(fixed={}),
            "template.record",
            "records.0.answers.kind",
        ),
        (
            lambda d: d["records"][0].update(fixed={"kind": " "}),
            "template.record",
            "records.0.fixed.kind",
        ),
        (
            lambda d: d["records"][0].update(answers={}, fixed={"kind": "x", "minutes": "ten"}),
            "template.record",
            "records.0.fixed.minutes",
        ),
        (
            lambda d: (d.update(groups=[CALLS]), d["records"][0]["answers"].update(detail="call")),
            "template.record",
            "records.0.answers.detail",
        ),
        (
            lambda d: d["questions"][0].update(suggested={"value": "hookah"}),
            "template.suggested",
            "questions.0.suggested",
        ),
        (
            lambda d: d["questions"][0].update(suggested={"is_day_of_service": True}),
            "template.suggested",
            "questions.0.suggested",
        ),
        (
            lambda d: d["questions"][0].update(suggested={"by": "mood", "values": {"a": "none"}}),
            "template.answer",
            "questions.0.suggested",
        ),
        (
            lambda d: d["questions"][0]["choices"].append(d["questions"][0]["choices"][0]),
            "template.twice",
            "questions.0.choices.3.value",
        ),
        (lambda d: d["questions"][1].update(label=" "), "template.words", "questions.1.label"),
        (
            lambda d: d.update(
                evidence=[{"id": "own", "must": {}, "message": "Own.", "path": "mood"}]
            ),
            "template.answer",
            "evidence.0.path",
        ),
        (
            lambda d: d["questions"][4].update(asked_when={"not": {"fact": "mood", "is": 1}}),
            "template.fact",
            "questions.4.asked_when",
        ),
    ],
)
def test_what_leads_nowhere_is_found(change: Any, code: str, path: str) -> None:
    template = template_from(altered(change))

    found = [(finding.code, finding.path) for finding in template_findings(template)]

    assert (code, path) in found


def test_a_record_for_each_of_a_group_names_its_questions_and_no_other_groups() -> None:
    other = {"id": "visits", "label": "Visits", "questions": []}
    each = {"for_each": "calls", "answers": {"detail": "call"}, "fixed": {"kind": "call"}}
    own = altered(lambda d: (d.update(groups=[CALLS, other]), d["records"][0].update(each)))
    others = altered(
        lambda d: (d.update(groups=[CALLS, other]), d["records"][0].update(each, for_each="visits"))
    )

    assert definition_findings(own) == []
    assert [(found.code, found.path) for found in definition_findings(others)] == [
        ("template.record", "records.0.answers.detail")
    ]


def test_all_that_is_wrong_is_told_at_once_or_the_shape_alone() -> None:
    misled = altered(lambda d: (rule(d).update(units={}), d.update(default_diagnoses=["?"])))
    misshapen = altered(lambda d: d["questions"][0].update(labels={"fr": "Tabac"}))

    assert [each.path for each in definition_findings(misled)] == [
        "default_diagnoses", "coding.0.units",
    ]  # fmt: skip
    assert [(each.code, each.path) for each in definition_findings(misshapen)] == [
        ("template.shape", "questions.0.labels")
    ]
    assert definition_findings(shipped_definition("immunization")) == []


def test_labels_are_kept_in_spanish(session: Session) -> None:
    service = add_service(session, "Own service", "tobacco_cessation")
    definition = altered(lambda d: d["questions"][1].update(labels={"es": "Minutos"}))

    draft = draft_template(session, service.id, definition)

    assert draft.definition["questions"][1]["labels"] == {"es": "Minutos"}


def test_a_copy_begins_as_the_newest_version(session: Session) -> None:
    original = adopt_shipped_template(session, "tobacco_cessation", DAY)

    copy = copy_service(session, original.id, "Stop smoking")

    (draft,) = templates_of(session, copy.id)
    assert (copy.name, copy.kind, draft.version) == ("Stop smoking", "tobacco_cessation", 1)
    assert draft.effective_from_on is None
    assert draft.definition == templates_of(session, original.id)[0].definition
    with pytest.raises(AlreadyExists):
        copy_service(session, original.id, "Stop smoking")


def test_a_draft_is_thrown_away_and_what_is_published_is_not(session: Session) -> None:
    service = adopt_shipped_template(session, "tobacco_cessation", DAY)
    draft = draft_template(session, service.id)

    discard_template(session, draft.id)

    (published,) = templates_of(session, service.id)
    assert published.version == 1
    with pytest.raises(WrongState):
        discard_template(session, published.id)


def test_what_has_no_price_is_told(session: Session) -> None:
    service = adopt_shipped_template(session, "tobacco_cessation", DAY)
    set_price(session, Price("99406", "Counselling", 25_00, DAY))

    (on_the_day,) = pricing_on(session, DAY)
    (before,) = pricing_on(session, date(2025, 12, 31))

    assert on_the_day.service_id == service.id
    assert on_the_day.procedure_codes == ("99406", "99407")
    assert on_the_day.unpriced_codes == ("99407",)
    assert before.unpriced_codes == ("99406", "99407")


def test_what_leads_nowhere_is_not_published(session: Session) -> None:
    service = add_service(session, "Own service", "tobacco_cessation")
    draft = draft_template(
        session, service.id, altered(lambda d: rule(d).update(procedure={"slot": "brief"}))
    )

    with pytest.raises(Invalid) as refusal:
        publish_template(session, draft.id, DAY)

    assert refusal.value.path == "coding.0.procedure"
    assert draft.effective_from_on is None


def test_a_name_is_used_once(session: Session) -> None:
    add_service(session, "Flu shot", "immunization")
    other = add_service(session, "Other shot", "immunization")

    with pytest.raises(AlreadyExists):
        rename_service(session, other.id, " Flu shot ")


@pytest.mark.parametrize("name", [" ", "X" * 121])
def test_a_name_is_of_some_length(session: Session, name: str) -> None:
    with pytest.raises(Invalid):
        add_service(session, name, "immunization")


def test_a_service_is_withdrawn_and_offered_again(session: Session) -> None:
    service = add_service(session, "Flu shot", "immunization")

    withdrawn = set_service_active(session, service.id, is_active=False).is_active
    offered = set_service_active(session, service.id, is_active=True).is_active

    assert (withdrawn, offered) == (False, True)
