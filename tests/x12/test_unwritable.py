"""What a file cannot carry unchanged is refused with its element and claim, never bent to fit."""

from dataclasses import replace

import pytest

from domain.x12.delimiters import Delimiters
from domain.x12.element_writing import Unwritable
from domain.x12.parties import Provider, Reference
from domain.x12.professional_claims import Claim, Diagnosis, Note
from domain.x12.reading import read_professional_claims
from domain.x12.validating import validate
from domain.x12.writing import write_professional_claims, write_remittances
from tests.x12.answer_builders import remittance
from tests.x12.builders import INTERCHANGE, JANE, PHARMACY, batch, claim, dependent_claim

LINE = claim().service_lines[0]


def _with_line(**more: object) -> Claim:
    return claim(service_lines=(replace(LINE, **more), *claim().service_lines[1:]))


UNWRITABLE = {
    "CLM01": claim("PCN*1"),
    "NM109": claim(subscriber=replace(JANE, member_id="X:1")),
    "REF02": claim(prior_authorization_number="AUTH~7"),
    "SV101-2": _with_line(procedure_code="904:71"),
    "SV101-3": _with_line(modifiers=("2:",)),
    "SV1": _with_line(modifiers=("25", "59", "33", "KX", "GT")),
    "HI": claim(
        diagnoses=(Diagnosis("Z23", "ABK"), *(Diagnosis(f"I1{n}") for n in range(12))),
    ),
    "NTE01": claim(note=Note("QQQ", "TEXT")),
    "REF01": claim(billing_provider=replace(PHARMACY, license_references=(Reference("ZZ", "1"),))),
    "PRV03": claim(rendering_provider=Provider("PHARM", "PAT", taxonomy_code="18350000\u00c9X")),
}


@pytest.mark.parametrize("element", UNWRITABLE)
def test_an_identifier_that_would_change_is_refused(element):
    faulty = UNWRITABLE[element]

    with pytest.raises(Unwritable) as refusal:
        write_professional_claims(batch(dependent_claim(), faulty))

    assert refusal.value.element == element
    assert refusal.value.patient_control_number == faulty.patient_control_number


def test_an_interchange_that_cannot_be_named_blames_no_claim():
    faulty = batch(claim(), interchange=replace(INTERCHANGE, sender_id="RX*BILLER"))

    with pytest.raises(Unwritable) as refusal:
        write_professional_claims(faulty)

    assert (refusal.value.element, refusal.value.patient_control_number) == ("ISA06", "")


def test_a_trace_number_that_would_change_is_refused():
    with pytest.raises(Unwritable, match="TRN02"):
        write_remittances([remittance(trace_number="EFT*1")])


@pytest.mark.parametrize("marks", ["**^~", "A:^~", "*:^ "])
def test_delimiters_that_part_nothing_are_refused(marks):
    with pytest.raises(Unwritable, match="delimiters"):
        write_professional_claims(batch(claim()), Delimiters(*marks))


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("M\u00dcLLER", "MULLER"),
        ("DO*E~X", "DO E X"),
        ("D\tO\nE", "D O E"),
        (" DOE ", "DOE"),
    ],
)
def test_a_name_is_spelled_in_the_letters_there_are(name, written):
    data = write_professional_claims(batch(claim(subscriber=replace(JANE, last_name=name))))

    (read,) = read_professional_claims(data)

    assert read.subscriber.last_name == written
    assert list(validate(data)) == []


def test_a_name_without_any_letter_there_is_has_a_finding():
    data = write_professional_claims(batch(claim(subscriber=replace(JANE, last_name="\u738b"))))

    assert "NM103" in [one.element for one in validate(data)]
