"""Two independent libraries that read what we write. They are asked, never trusted alone."""

import io
import logging
import tempfile
import warnings
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pyx12.params
    import pyx12.x12n_document
    from x12sdk.io import X12ModelReader

Read = tuple[str, int, list[tuple[str, int]]]
"""A claim as a library read it: control number, cents, and each line's code and cents."""


def verdict(content: bytes) -> tuple[bool, str]:
    """Whether pyx12 accepts, and the acknowledgment it would send."""
    logging.getLogger("pyx12").setLevel(logging.CRITICAL)
    answer = io.StringIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        accepted = pyx12.x12n_document.x12n_document(
            pyx12.params.params(), io.StringIO(content.decode("ascii")), fd_997=answer, fd_html=None
        )
    return bool(accepted), answer.getvalue()


def x12sdk_models(content: bytes):
    """The transactions as x12sdk models them, in the file's order."""
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "claims.x12"
        file.write_bytes(content)
        with X12ModelReader(str(file)) as reader:
            return list(reader.models())


def x12sdk_claims(content: bytes) -> list[Read]:
    """What x12sdk read, in the file's order."""
    return [_read(loop) for model in x12sdk_models(content) for loop in _claim_loops(model)]


def _claim_loops(model):
    for provider in model.loop_2000a:
        for subscriber in provider.loop_2000b:
            yield from subscriber.loop_2300 or ()
            for patient in subscriber.loop_2000c or ():
                yield from patient.loop_2300


def _read(loop) -> Read:
    claim = loop.clm_segment
    lines = [line.sv1_segment for line in loop.loop_2400]
    return (
        claim.patient_control_number,
        int(claim.total_claim_charge_amount * 100),
        [
            (
                line.product_service_id_qualifier.split(":")[1],
                int(line.line_item_charge_amount * 100),
            )
            for line in lines
        ],
    )
