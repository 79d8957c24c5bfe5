"""Two independent libraries agree with what we write. Their known mistakes are stepped around."""

import pytest

from domain.x12.professional_claims import ClaimBatch
from domain.x12.reading import read_implementation_acknowledgments
from domain.x12.writing import (
    write_implementation_acknowledgments,
    write_professional_claims,
    write_remittances,
)
from tests.x12.answer_builders import acknowledgment, remittance
from tests.x12.builders import batch, claim, dependent_claim, rich_batch, secondary_claim
from tests.x12.oracles import verdict, x12sdk_claims, x12sdk_models

BATCHES = {
    "subscriber": batch(claim()),
    "dependent": batch(dependent_claim()),
    "secondary replacement with a CLIA test": batch(secondary_claim()),
    "void": batch(
        claim(claim_frequency_code="8", payer_claim_control_number="ICN0001"),
    ),
    "everything": rich_batch(),
}


@pytest.mark.parametrize("name", BATCHES)
def test_pyx12_accepts_our_claims(name):
    accepted, answer = verdict(write_professional_claims(BATCHES[name]))

    assert accepted, answer
    assert "IK5*A" in answer


def test_pyx12_accepts_our_remittance():
    accepted, answer = verdict(write_remittances([remittance()]))

    assert accepted, answer


def test_pyx12_accepts_our_acknowledgment():
    accepted, answer = verdict(write_implementation_acknowledgments([acknowledgment()]))

    assert accepted, answer


def test_our_reader_understands_the_answer_of_pyx12():
    broken = write_professional_claims(BATCHES["subscriber"]).replace(b"*Y*A*Y*Y", b"*Y*Q*Y*Y")
    accepted, answer = verdict(broken)

    [document] = read_implementation_acknowledgments(answer.encode("ascii"))

    assert not accepted
    assert document.status_code == "R"
    [transaction] = document.transactions
    [error] = transaction.segment_errors
    assert (error.segment_code, error.error_code) == ("CLM", "8")
    assert [(one.element_position, one.error_code) for one in error.element_errors] == [(7, "7")]


@pytest.mark.parametrize("name", BATCHES)
def test_x12sdk_reads_the_same_claims(name):
    given: ClaimBatch = BATCHES[name]

    found = x12sdk_claims(write_professional_claims(given))

    assert found == [
        (
            one.patient_control_number,
            one.charge_cents,
            [(line.procedure_code, line.charge_cents) for line in one.service_lines],
        )
        for one in given.claims
    ]


@pytest.mark.parametrize("name", BATCHES)
def test_x12sdk_writes_our_claims_back_byte_for_byte(name):
    written = write_professional_claims(BATCHES[name])

    [model] = x12sdk_models(written)

    body = written.decode("ascii")
    start, end = body.index("ST*837"), body.index("GE*")
    assert model.x12().replace("\n", "") == body[start:end]


def test_x12sdk_reads_the_same_remittance():
    written = write_remittances([remittance()])

    [model] = x12sdk_models(written)

    body = written.decode("ascii")
    start, end = body.index("ST*835"), body.index("GE*")
    assert model.x12().replace("\n", "") == body[start:end]
