"""Two independent libraries agree with what we write. Their known mistakes are stepped around."""

import io
import logging
import warnings
from pathlib import Path

import pytest

from domain.x12.professional_claims import ClaimBatch
from domain.x12.reading import read_implementation_acknowledgments
from domain.x12.writing import (
    write_implementation_acknowledgments,
    write_professional_claims,
    write_remittances,
)
from tests.x12.builders import (
    acknowledgment,
    batch,
    claim,
    dependent_claim,
    remittance,
    rich_batch,
    secondary_claim,
)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pyx12.params
    import pyx12.x12n_document
    from x12sdk.io import X12ModelReader

BATCHES = {
    "subscriber": batch(claim()),
    "dependent": batch(dependent_claim()),
    "secondary replacement with a CLIA test": batch(secondary_claim()),
    "void": batch(
        claim(claim_frequency_code="8", payer_claim_control_number="ICN0001"),
    ),
    "everything": rich_batch(),
}


def verdict(data: bytes) -> tuple[bool, str]:
    """What pyx12 thinks, and the acknowledgment it would send."""
    logging.getLogger("pyx12").setLevel(logging.CRITICAL)
    answer = io.StringIO()
    source = io.StringIO(data.decode("ascii"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        accepted = pyx12.x12n_document.x12n_document(
            pyx12.params.params(), source, fd_997=answer, fd_html=None
        )
    return bool(accepted), answer.getvalue()


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
def test_x12sdk_reads_the_same_claims(name, tmp_path: Path):
    given: ClaimBatch = BATCHES[name]
    file = tmp_path / "claims.edi"
    file.write_bytes(write_professional_claims(given))

    with X12ModelReader(str(file)) as reader:
        [model] = reader.models()

    found = [values_of(loop) for loop in claim_loops(model)]
    assert found == [
        (
            one.patient_control_number,
            one.charge_cents,
            [line.procedure_code for line in one.service_lines],
            [line.charge_cents for line in one.service_lines],
        )
        for one in given.claims
    ]


def values_of(loop):
    """Number, charge and lines of a claim as x12sdk read them."""
    claim = loop.clm_segment
    lines = [line.sv1_segment for line in loop.loop_2400]
    return (
        claim.patient_control_number,
        int(claim.total_claim_charge_amount * 100),
        [line.product_service_id_qualifier.split(":")[1] for line in lines],
        [int(line.line_item_charge_amount * 100) for line in lines],
    )


@pytest.mark.parametrize("name", BATCHES)
def test_x12sdk_writes_our_claims_back_byte_for_byte(name, tmp_path: Path):
    written = write_professional_claims(BATCHES[name])
    file = tmp_path / "claims.edi"
    file.write_bytes(written)

    with X12ModelReader(str(file)) as reader:
        [model] = reader.models()

    body = written.decode("ascii")
    start, end = body.index("ST*837"), body.index("GE*")
    assert model.x12().replace("\n", "") == body[start:end]


def test_x12sdk_reads_the_same_remittance(tmp_path: Path):
    written = write_remittances([remittance()])
    file = tmp_path / "remittance.edi"
    file.write_bytes(written)

    with X12ModelReader(str(file)) as reader:
        [model] = reader.models()

    body = written.decode("ascii")
    start, end = body.index("ST*835"), body.index("GE*")
    assert model.x12().replace("\n", "") == body[start:end]


def claim_loops(model):
    for provider in model.loop_2000a:
        for subscriber in provider.loop_2000b:
            yield from subscriber.loop_2300 or ()
            for patient in subscriber.loop_2000c or ():
                yield from patient.loop_2300
