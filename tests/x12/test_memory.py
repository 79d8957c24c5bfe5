"""A file of five thousand claims passes through in bounded memory."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIMIT_MIB = 60

PROGRAM = """
import resource, sys
from dataclasses import replace
from domain.x12.reading import read_professional_claims
from domain.x12.validating import validate
from domain.x12.writing import write_professional_claims_in_parts
from tests.x12.builders import batch, claim, dependent_claim, secondary_claim

makers = (claim, dependent_claim, secondary_claim)
def claims():
    for number in range(5000):
        yield makers[number % 3](f"PCN{number:08d}")

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

list(validate(b"".join(write_professional_claims_in_parts(batch(claim())))))
before = peak()
with open(sys.argv[1], "wb") as out:
    for part in write_professional_claims_in_parts(replace(batch(), claims=claims())):
        out.write(part)

def chunks():
    with open(sys.argv[1], "rb") as file:
        while chunk := file.read(65536):
            yield chunk

assert sum(1 for _ in read_professional_claims(chunks())) == 5000
assert [one for one in validate(chunks()) if one.severity == "error"] == []
print(peak() - before)
"""


def test_five_thousand_claims_pass_in_bounded_memory(tmp_path: Path):
    finished = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "claims.edi")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 0, finished.stderr
    assert int(finished.stdout) < LIMIT_MIB
