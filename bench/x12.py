"""Claims a second of the X12 codec, beside pyx12 and x12sdk in the same run.

`python -m bench.x12` prints a table and, as its last line, one JSON object. The libraries take
turns, several times, on processor time, so that a busy machine slows all of them alike. Every
claim differs from the next in person, provider, codes, amounts and dates; balance checks are on.
"""

import gc
import io
import json
import logging
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from domain.x12.parties import Adjustment, Provider
from domain.x12.professional_claims import Claim, ClaimBatch, Diagnosis, Drug, ServiceLine
from domain.x12.reading import read_professional_claims, read_remittances
from domain.x12.remittances import ClaimPayment
from domain.x12.validating import validate
from domain.x12.writing import (
    write_professional_claims,
    write_professional_claims_in_parts,
    write_remittances,
)
from tests.x12.answer_builders import claim_payment, remittance, service_payment
from tests.x12.builders import batch, claim, secondary_claim

CLAIMS = 500
ROUNDS = 3
BIG = 5000
NAMES = ("ADAMS", "BAKER", "CLARK", "DAVIS", "EVANS", "FRANK", "GHOSH", "HILLS", "IRWIN", "JONES")
CODES = ("90471", "90686", "90656", "99605", "99606", "87804", "87880", "83036", "99213", "90715")
DIAGNOSES = ("Z23", "E119", "I10", "J029", "Z7901", "E785", "F17210", "J45909", "Z0000", "R509")


def pharmacist(chance: random.Random) -> Provider:
    """One of two hundred people with a proper NPI each."""
    number = chance.randrange(200)
    stem = f"1{100_000_000 + number * 7919:09d}"[:9]
    npi = next(stem + check for check in "0123456789" if _is_npi(stem + check))
    return Provider(f"PHARM{number}", "PAT", npi=npi, taxonomy_code="183500000X")


def _is_npi(number: str) -> bool:
    digits = [int(digit) for digit in "80840" + number]
    doubled = [value * 2 - 9 * (value > 4) for value in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def claims(count: int, seed: int = 7) -> Iterator[Claim]:
    """Claims of as many different people; one in six comes after another payer."""
    chance = random.Random(seed)
    for number in range(count):
        on = date(2026, 1, 1) + timedelta(days=chance.randrange(300))
        yield _claim(chance, number, on)


def _claim(chance: random.Random, number: int, on: date) -> Claim:
    base = secondary_claim() if number % 6 == 0 else claim()
    subscriber = replace(
        base.subscriber,
        last_name=f"{chance.choice(NAMES)}{number}",
        first_name=chance.choice(NAMES),
        member_id=f"W{chance.randrange(10**9):09d}",
        address=replace(base.subscriber.address, street=f"{number} ELM ST"),
        born_on=date(1930, 1, 1) + timedelta(days=chance.randrange(30_000)),
    )
    if number % 6 == 0:
        return replace(base, patient_control_number=f"PCN{number:08d}", subscriber=subscriber)
    lines = tuple(_line(chance, index, on) for index in range(chance.choice((1, 2, 2, 3))))
    return replace(
        base,
        patient_control_number=f"PCN{number:08d}",
        subscriber=subscriber,
        charge_cents=sum(line.charge_cents for line in lines),
        service_lines=lines,
        diagnoses=tuple(
            Diagnosis(code, "ABF" if index else "ABK")
            for index, code in enumerate(chance.sample(DIAGNOSES, 2))
        ),
        rendering_provider=pharmacist(chance),
    )


def _line(chance: random.Random, index: int, on: date) -> ServiceLine:
    drug = Drug(f"{chance.randrange(10**10, 10**11)}", Decimal("0.5"), "ML") if index else None
    return ServiceLine(
        chance.choice(CODES),
        chance.randrange(1000, 30_000),
        on,
        diagnosis_pointers=(1, 2),
        line_control_number=f"L{chance.randrange(10**8)}",
        drug=drug,
    )


def payments(count: int, seed: int = 7) -> Iterator[ClaimPayment]:
    """Decisions on as many claims, each balanced."""
    chance = random.Random(seed)
    for number in range(count):
        lines = tuple(_paid_line(chance) for _ in range(chance.choice((1, 2, 2, 3))))
        yield claim_payment(
            f"PCN{number:08d}",
            charge_cents=sum(line.charge_cents for line in lines),
            paid_cents=sum(line.paid_cents for line in lines),
            patient_responsibility_cents=sum(line.adjustments[1].amount_cents for line in lines),
            payer_claim_control_number=f"ICN{chance.randrange(10**9):09d}",
            names=tuple(
                replace(name, name=f"{chance.choice(NAMES)}{number}")
                for name in claim_payment().names
            ),
            service_payments=lines,
        )


def _paid_line(chance: random.Random):
    contract, owed, paid = (chance.randrange(100, 9000) for _ in range(3))
    return service_payment(
        procedure_code=chance.choice(CODES),
        charge_cents=contract + owed + paid,
        paid_cents=paid,
        allowed_cents=owed + paid,
        adjustments=(Adjustment("CO", "45", contract), Adjustment("PR", "2", owed)),
        line_control_number=f"L{chance.randrange(10**8)}",
    )


def sdk_read(file: Path) -> int:
    from x12sdk.io import X12ModelReader  # noqa: PLC0415 - heavy, and not ours

    with X12ModelReader(str(file)) as reader:
        return sum(1 for _ in reader.models())


def pyx12_validate(data: bytes) -> bool:
    import pyx12.params  # noqa: PLC0415 - heavy, and not ours
    import pyx12.x12n_document  # noqa: PLC0415

    logging.getLogger("pyx12").setLevel(logging.CRITICAL)
    source = io.StringIO(data.decode("ascii"))
    answer = io.StringIO()
    return bool(
        pyx12.x12n_document.x12n_document(
            pyx12.params.params(), source, fd_997=answer, fd_html=None
        )
    )


def rate(work: Callable[[], object], count: int) -> float:
    """Things a second of processor time."""
    gc.collect()
    began = time.process_time()
    work()
    return count / (time.process_time() - began)


def checked(data: bytes) -> None:
    """Validate, and insist that nothing was found: a validator that stops early is quick."""
    errors = [one for one in validate(data) if one.severity == "error"]
    assert errors == [], errors[:3]


def balanced(data: bytes) -> None:
    """Read a remittance and prove it at line, claim and payment level."""
    for remitted in read_remittances(data):
        total = 0
        for one in remitted.claim_payments:
            adjusted = sum(row.amount_cents for row in one.adjustments)
            for line in one.service_payments:
                line_adjusted = sum(row.amount_cents for row in line.adjustments)
                assert line.charge_cents - line_adjusted == line.paid_cents
                adjusted += line_adjusted
            assert one.charge_cents - adjusted == one.paid_cents
            total += one.paid_cents
        withheld = sum(row.amount_cents for row in remitted.provider_adjustments)
        assert remitted.amount_cents == total - withheld


def big_file_peak_mib() -> int:
    """The most memory that a process needs to read and validate a 5,000-claim file."""
    program = (
        "import sys; from bench.x12 import big_file_program; print(big_file_program(sys.argv[1]))"
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "big.edi"
        with file.open("wb") as out:
            for part in write_professional_claims_in_parts(replace(batch(), claims=claims(BIG))):
                out.write(part)
        finished = subprocess.run(
            [sys.executable, "-c", program, str(file)], check=True, capture_output=True, text=True
        )
    return int(finished.stdout)


def big_file_program(path: str) -> int:
    """Run in its own process: stream the file, tell the peak of memory."""
    with Path(path).open("rb") as file:
        assert (
            sum(1 for _ in read_professional_claims(iter(lambda: file.read(1 << 16), b""))) == BIG
        )
    with Path(path).open("rb") as file:
        for _ in validate(iter(lambda: file.read(1 << 16), b"")):
            pass
    return _peak_mib()


def _peak_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    warnings.simplefilter("ignore")
    whole: ClaimBatch = replace(batch(), claims=list(claims(CLAIMS)))
    claim_file = write_professional_claims(whole)
    paid = tuple(payments(CLAIMS))
    withheld = sum(one.amount_cents for one in remittance().provider_adjustments)
    amount = sum(one.paid_cents for one in paid) - withheld
    payment_file = write_remittances([remittance(claim_payments=paid, amount_cents=amount)])
    with tempfile.TemporaryDirectory() as folder:
        claim_path, payment_path = Path(folder) / "837.edi", Path(folder) / "835.edi"
        claim_path.write_bytes(claim_file)
        payment_path.write_bytes(payment_file)
        contests = {
            "read 835, balanced": (lambda: balanced(payment_file), lambda: sdk_read(payment_path)),
            "read 837P": (
                lambda: sum(1 for _ in read_professional_claims(claim_file)),
                lambda: sdk_read(claim_path),
            ),
            "validate 837P": (lambda: checked(claim_file), lambda: sdk_read(claim_path)),
        }
        table = {name: _contest(*pair) for name, pair in contests.items()}
    ours_written = statistics.median(
        rate(lambda: write_professional_claims(whole), CLAIMS) for _ in range(ROUNDS)
    )
    pyx12_rate = rate(lambda: pyx12_validate(claim_file), CLAIMS)
    peak = big_file_peak_mib()
    print(f"{'claims a second':24}{'mortar':>10}{'x12sdk':>10}{'times':>8}")
    for name, (ours, theirs, ratio) in table.items():
        print(f"{name:24}{ours:10.0f}{theirs:10.0f}{ratio:8.1f}")
    print(f"{'write 837P':24}{ours_written:10.0f}")
    print(f"{'validate 837P, pyx12':24}{'':10}{pyx12_rate:10.0f}")
    print(f"{'peak, 5,000 claims':24}{peak:10d} MiB")
    print(
        json.dumps(
            {
                "read_835_vs_x12sdk": round(table["read 835, balanced"][2], 2),
                "read_837p_vs_x12sdk": round(table["read 837P"][2], 2),
                "validate_837p_vs_x12sdk": round(table["validate 837P"][2], 2),
                "validate_837p_vs_pyx12": round(table["validate 837P"][0] / pyx12_rate, 2),
                "write_837p_claims_per_second": round(ours_written),
                "peak_mib_5000_claims": peak,
            }
        )
    )


def _contest(
    ours: Callable[[], object], theirs: Callable[[], object]
) -> tuple[float, float, float]:
    """Median rates, and the median of the ratios round by round."""
    rounds = [(rate(ours, CLAIMS), rate(theirs, CLAIMS)) for _ in range(ROUNDS)]
    return (
        statistics.median(one for one, _ in rounds),
        statistics.median(two for _, two in rounds),
        statistics.median(one / two for one, two in rounds),
    )


if __name__ == "__main__":
    main()
