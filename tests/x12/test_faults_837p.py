"""Every single fault injected into a clean 837P is found, where it is."""

import pytest

from domain.x12.validating import validate
from domain.x12.writing import write_professional_claims
from tests.x12.builders import rich_batch
from tests.x12.faults import Injected, element_faults, recounted
from tests.x12.professional_faults import BY_HAND, REQUIRED

CLEAN = write_professional_claims(rich_batch()).decode().split("~")[:-1]
BY_ELEMENT = list(element_faults(CLEAN, REQUIRED))
UNCOUNTED = {"SE01 count", "SE missing"}


def test_the_clean_file_has_no_finding():
    assert list(validate(write_professional_claims(rich_batch()))) == []


def test_the_faults_are_many_and_distinct():
    names = [one.name for one in (*BY_HAND, *BY_ELEMENT)]

    assert len(names) == len(set(names))
    assert len(BY_HAND) >= 230
    assert len(names) >= 380


@pytest.mark.parametrize("fault", [*BY_HAND, *BY_ELEMENT], ids=lambda fault: fault.name)
def test_a_fault_is_found_where_it_is(fault: Injected):
    segments = fault.inject(list(CLEAN))
    assert segments != CLEAN
    if fault.name not in UNCOUNTED and not fault.expected.startswith("ST"):
        segments = recounted(segments)
    written = ("~".join(segments) + "~").encode("latin-1")

    findings = list(validate(written))

    named = {
        name for one in findings for name in (one.segment, one.element, one.element.split("-")[0])
    }
    assert findings, "nothing was found"
    assert not fault.expected or fault.expected in named, sorted(named)
