"""The simulated payer answers as told, always the same way, in files without fault."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy.orm import Session

from domain.errors import Invalid
from domain.simulator.answering import AnswerFile, answers
from domain.simulator.scripts import BY_CENTS, MOST_SCRIPTS, Instructions, Outcome, Script
from domain.submissions.receiving import kind_of
from domain.x12.findings import Severity
from domain.x12.parties import Adjustment
from domain.x12.reading import (
    read_claim_acknowledgments,
    read_implementation_acknowledgments,
    read_interchange_acknowledgments,
    read_remittances,
)
from domain.x12.remittances import Remittance
from domain.x12.validating import validate
from tests.submissions.released import built, bytes_of

pytestmark = pytest.mark.usefixtures("embedded_codes")

CLEAN = ["TA1", "999", "277CA"]
EXPECTED = {
    Outcome.PAY: [*CLEAN, "835"],
    Outcome.UNDERPAY: [*CLEAN, "835"],
    Outcome.DENY: [*CLEAN, "835"],
    Outcome.SHARE: [*CLEAN, "835"],
    Outcome.CORRECT: [*CLEAN, "835", "835"],
    Outcome.TAKE_BACK: [*CLEAN, "835", "835", "835"],
    Outcome.RECOUP: [*CLEAN, "835"],
    Outcome.CROSS_OVER: [*CLEAN, "835"],
    Outcome.SILENT: ["TA1", "999"],
    Outcome.LATE: [*CLEAN, "835"],
    Outcome.TWICE: [*CLEAN, "835", "835"],
    Outcome.OUT_OF_ORDER: ["835", *CLEAN],
    Outcome.UNBALANCED: [*CLEAN, "835"],
    Outcome.UNMATCHED: [*CLEAN, "835"],
    Outcome.UNDATED: [*CLEAN, "835"],
    Outcome.REJECT_INTERCHANGE: ["TA1"],
    Outcome.REJECT_SET: ["TA1", "999"],
    Outcome.REJECT_CLAIM: CLEAN,
    Outcome.REJECT_PROVIDER: CLEAN,
    Outcome.REJECT_BATCH: CLEAN,
}


def question(session: Session, count: int = 1) -> tuple[bytes, list[str]]:
    outbox, interchange = built(session, count)
    return bytes_of(session, interchange), [claim.patient_control_number for claim in outbox.claims]


def told(outcome: Outcome, number: str, **details: Any) -> Instructions:
    script = Script(outcome, patient_control_number=number, **details)
    return Instructions(scripts=(script,))


def kinds(files: Sequence[AnswerFile]) -> list[str | None]:
    return [kind_of(file.content) for file in files]


def remittances(files: Sequence[AnswerFile]) -> list[Remittance]:
    return [
        each
        for file in files
        if kind_of(file.content) == "835"
        for each in read_remittances(file.content)
    ]


def errors(content: bytes) -> list[str]:
    return [each.message for each in validate(content) if each.severity == Severity.ERROR]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_each_outcome_has_its_files_and_they_are_without_fault(
    session: Session, outcome: Outcome
) -> None:
    content, (number,) = question(session)

    files = answers(content, told(outcome, number))

    assert kinds(files) == EXPECTED[outcome]
    faulty = [errors(file.content) for file in files if errors(file.content)]
    assert len(faulty) == (outcome in {Outcome.UNBALANCED, Outcome.UNDATED})


@pytest.mark.parametrize("outcome", list(Outcome))
def test_asked_again_it_answers_the_same(session: Session, outcome: Outcome) -> None:
    content, (number,) = question(session)

    first, second = (answers(content, told(outcome, number)) for _ in range(2))

    assert first == second
    assert len({file.name for file in first}) == len(first)


def test_what_it_pays_by_the_fee_schedule(session: Session) -> None:
    content, _ = question(session)
    instructions = Instructions(allowed_cents=(("90471", 20_00), ("90656", 40_00)))

    (paid,) = remittances(answers(content, instructions))

    (payment,) = paid.claim_payments
    assert (paid.amount_cents, payment.charge_cents, payment.paid_cents) == (60_00, 67_50, 60_00)
    assert [line.adjustments for line in payment.service_payments] == [
        (Adjustment("CO", "45", 5_00),),
        (Adjustment("CO", "45", 2_50),),
    ]


def test_what_it_leaves_to_the_patient(session: Session) -> None:
    content, (number,) = question(session)
    script = told(
        Outcome.SHARE, number, deductible_percent=10, coinsurance_percent=20, copay_cents=3_00
    )

    (paid,) = remittances(answers(content, script))

    (payment,) = paid.claim_payments
    assert [line.adjustments for line in payment.service_payments] == [
        (
            Adjustment("PR", "1", 2_50),
            Adjustment("PR", "2", 4_50),
            Adjustment("PR", "3", 3_00),
        ),
        (Adjustment("PR", "1", 4_25), Adjustment("PR", "2", 7_65)),
    ]
    assert (payment.paid_cents, payment.patient_responsibility_cents) == (45_60, 21_90)


def test_why_it_denies(session: Session) -> None:
    content, (number,) = question(session)

    (paid,) = remittances(
        answers(content, told(Outcome.DENY, number, reason_code="197", remark_codes=("N517",)))
    )

    (payment,) = paid.claim_payments
    assert (payment.claim_status_code, payment.paid_cents, paid.amount_cents) == ("4", 0, 0)
    assert [line.adjustments for line in payment.service_payments] == [
        (Adjustment("CO", "197", 25_00),),
        (Adjustment("CO", "197", 42_50),),
    ]
    assert payment.service_payments[0].remark_codes == ("N517",)


def test_a_correction_reverses_the_first_decision_to_the_cent(session: Session) -> None:
    content, (number,) = question(session)

    first, second = remittances(answers(content, told(Outcome.CORRECT, number)))

    reversal, corrected = second.claim_payments
    assert [first.amount_cents, reversal.paid_cents, corrected.paid_cents] == [
        54_00,
        -54_00,
        67_50,
    ]
    assert (reversal.claim_status_code, second.amount_cents) == ("22", 13_50)


def test_a_forwarded_balance_nets_to_zero(session: Session) -> None:
    content, (number,) = question(session)

    paid, taken, settled = remittances(answers(content, told(Outcome.TAKE_BACK, number)))

    moves = [
        (each.reason_code, each.amount_cents)
        for remittance in (paid, taken, settled)
        for each in remittance.provider_adjustments
    ]
    assert moves == [("FB", -54_00), ("FB", 54_00), ("L6", -1_25)]
    assert [each.amount_cents for each in (paid, taken, settled)] == [54_00, 0, 14_75]


def test_an_older_overpayment_is_kept_back(session: Session) -> None:
    content, (number,) = question(session)

    (paid,) = remittances(answers(content, told(Outcome.RECOUP, number)))

    assert [(each.reason_code, each.amount_cents) for each in paid.provider_adjustments] == [
        ("WO", 33_75)
    ]
    assert paid.amount_cents == 33_75


def test_a_crossover_names_the_next_payer(session: Session) -> None:
    content, (number,) = question(session)

    (paid,) = remittances(answers(content, told(Outcome.CROSS_OVER, number)))

    (payment,) = paid.claim_payments
    assert payment.claim_status_code == "19"
    assert payment.crossover_payer is not None


def test_the_second_copy_has_a_number_of_its_own_but_is_the_same_payment(
    session: Session,
) -> None:
    content, (number,) = question(session)

    first, second = remittances(answers(content, told(Outcome.TWICE, number)))

    assert first.trace_number == second.trace_number
    assert first.interchange.control_number != second.interchange.control_number


def test_one_claim_of_many_is_turned_back(session: Session) -> None:
    content, numbers = question(session, 3)

    files = answers(content, told(Outcome.REJECT_CLAIM, numbers[1]))

    (answer,) = read_claim_acknowledgments(files[2].content)
    (provider,) = answer.sources[0].receivers[0].providers
    assert {claim.patient_control_number: claim.is_rejected for claim in provider.claims} == {
        numbers[0]: False,
        numbers[1]: True,
        numbers[2]: False,
    }
    paid = {each.patient_control_number for each in remittances(files)[0].claim_payments}
    assert paid == {numbers[0], numbers[2]}


def test_a_refused_set_names_the_claims_segment(session: Session) -> None:
    content, numbers = question(session, 2)

    files = answers(content, told(Outcome.REJECT_SET, numbers[1]))

    (answer,) = read_implementation_acknowledgments(files[1].content)
    (error,) = answer.transactions[0].segment_errors
    segments = [text.strip() for text in content.decode().split("~")]
    start = next(place for place, text in enumerate(segments) if text.startswith("ST*"))
    assert segments[start + error.segment_position - 1].startswith(f"CLM*{numbers[1]}*")


def test_a_faulty_file_is_refused_for_its_faults(session: Session) -> None:
    content, _ = question(session)

    files = answers(content.replace(b"*EI*", b"*XX*"), Instructions())

    (answer,) = read_implementation_acknowledgments(files[1].content)
    assert kinds(files) == ["TA1", "999"]
    assert answer.transactions[0].is_rejected
    assert answer.transactions[0].segment_errors[0].segment_code == "REF"


def test_a_used_control_number_is_refused(session: Session) -> None:
    content, _ = question(session)

    (file,) = answers(content, Instructions(), is_duplicate=True)

    (answer,) = read_interchange_acknowledgments(file.content)
    assert (answer.status_code, answer.note_code) == ("R", "025")


def test_late_answers_wait(session: Session) -> None:
    content, (number,) = question(session)

    files = answers(content, told(Outcome.LATE, number, delay_seconds=90))

    assert [file.delay_seconds for file in files] == [0, 0, 0, 90]


def test_member_and_amount_tell_the_outcome() -> None:
    assert Instructions.of({"scripts": [{"member_id": "W1", "outcome": "deny"}]}).scripts == (
        Script(Outcome.DENY, member_id="W1"),
    )
    assert set(BY_CENTS.values()) | {Outcome.PAY} == set(Outcome)


@pytest.mark.parametrize(
    "script",
    [
        {"outcome": "vanish"},
        {"outcome": ["deny"]},
        {"mood": "bad"},
        {"copay_cents": "much"},
        {"copay_cents": -1},
        {"allowed_percent": 101},
    ],
)
def test_a_script_that_makes_no_sense_is_refused(script: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        Script.of(script)


@pytest.mark.parametrize(
    ("told", "path"),
    [
        ({"seed": "seven"}, "seed"),
        ({"variety_percent": 101}, "variety_percent"),
        ({"allowed_cents": ["90471"]}, "allowed_cents"),
        ({"allowed_cents": {"90471": "much"}}, "allowed_cents"),
        ({"scripts": "deny"}, "scripts"),
        ({"scripts": [{"member_id": "W1"}] * (MOST_SCRIPTS + 1)}, "scripts"),
    ],
)
def test_instructions_that_make_no_sense_are_refused(told: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as refusal:
        Instructions.of(told)

    assert refusal.value.path == path
