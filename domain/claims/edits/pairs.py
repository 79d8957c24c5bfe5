"""Edits on what belongs together: add-ons and their first, products and their administration."""

from collections.abc import Iterable, Iterator

from domain.claims.content import ClaimContent
from domain.errors import Finding, Severity

NEEDS_FIRST = {
    "90472": frozenset({"90471", "90473"}),
    "90474": frozenset({"90471", "90473"}),
    "99607": frozenset({"99605", "99606"}),
}
"""An add-on and the codes of which one must stand beside it. Source: CMS add-on code edits."""

ADMINISTRATION = frozenset({"90471", "90472", "90473", "90474", "90480", "G0008", "G0009", "G0010"})
VACCINE_PRODUCTS = range(90476, 90760)
"""CPT's block of vaccine products. 90480 within it is an administration."""
COVID_PRODUCTS = range(91300, 91325)
OFFICE_VISITS = range(99202, 99216)
MEDICARE_PART_B = "MB"
MEDICARE_ADMINISTRATION = {"G0008": "influenza", "G0009": "pneumococcal", "G0010": "hepatitis B"}


def lonely_add_ons(codes: Iterable[str]) -> frozenset[str]:
    """The add-ons among these that have no first beside them."""
    billed = frozenset(codes)
    return frozenset(code for code in billed & NEEDS_FIRST.keys() if not NEEDS_FIRST[code] & billed)


def is_vaccine_product(code: str) -> bool:
    if not code.isdigit() or code in ADMINISTRATION:
        return False
    return int(code) in VACCINE_PRODUCTS or int(code) in COVID_PRODUCTS


def add_ons_follow_their_first(content: ClaimContent) -> Iterator[Finding]:
    """On this claim, or on another for what the provider did that day.

    Source: CMS NCCI add-on code edits.
    """
    billed = {line.procedure_code for line in content.service_lines}
    lonely = lonely_add_ons(billed | content.billed_beside)
    for line in content.service_lines:
        if line.procedure_code in lonely:
            firsts = NEEDS_FIRST[line.procedure_code]
            yield Finding(
                "addon.alone",
                f"service_lines.{line.line_number}.procedure_code",
                f"{line.procedure_code} is an add-on: it needs {' or '.join(sorted(firsts))}.",
                "Bill the first service too, or correct the code.",
                "CMS NCCI add-on code edits",
            )


def vaccines_are_administered(content: ClaimContent) -> Iterator[Finding]:
    """A product alone, or an administration alone, is usually a charge forgotten."""
    billed = [line.procedure_code for line in content.service_lines]
    products = [code for code in billed if is_vaccine_product(code)]
    given = [code for code in billed if code in ADMINISTRATION]
    if products and not given:
        yield Finding(
            "vaccine.administration",
            "service_lines",
            "A vaccine is billed without its administration.",
            "Add the administration, or override when another place gave it.",
            severity=Severity.WARNING,
        )
    if given and not products:
        yield Finding(
            "vaccine.product",
            "service_lines",
            "An administration is billed without its vaccine.",
            "Add the vaccine, or override when the product was supplied free.",
            severity=Severity.WARNING,
        )


def medicare_administration_codes_are_for_medicare(content: ClaimContent) -> Iterator[Finding]:
    """Source: Medicare Claims Processing Manual, chapter 18, section 10."""
    if content.payer.claim_filing_indicator_code == MEDICARE_PART_B:
        return
    for line in content.service_lines:
        if line.procedure_code in MEDICARE_ADMINISTRATION:
            yield Finding(
                "vaccine.medicare_code",
                f"service_lines.{line.line_number}.procedure_code",
                f"{line.procedure_code} is Medicare's code; {content.payer.name} may refuse it.",
                "Bill 90471 or 90472, unless this payer follows Medicare.",
                "Medicare Claims Processing Manual, chapter 18",
                Severity.WARNING,
            )


def visit_beside_vaccine_is_marked(content: ClaimContent) -> Iterator[Finding]:
    """An office visit on the day of a vaccine carries modifier 25. Source: CMS NCCI policy manual."""
    if not any(line.procedure_code in ADMINISTRATION for line in content.service_lines):
        return
    for line in content.service_lines:
        code = line.procedure_code
        if code.isdigit() and int(code) in OFFICE_VISITS and "25" not in line.modifiers:
            yield Finding(
                "modifier.25",
                f"service_lines.{line.line_number}.modifiers",
                f"Line {line.line_number}: a visit beside a vaccine needs modifier 25.",
                "Add 25 if the visit was significant and separate; else do not bill it.",
                "CMS NCCI policy manual, chapter 11",
            )


def supplied_vaccine_is_free(content: ClaimContent) -> Iterator[Finding]:
    """A state-supplied vaccine (SL) is reported, not charged. Source: Vaccines for Children."""
    for line in content.service_lines:
        if (
            "SL" in line.modifiers
            and is_vaccine_product(line.procedure_code)
            and line.charge_cents > 0
        ):
            yield Finding(
                "vaccine.supplied",
                f"service_lines.{line.line_number}.charge_cents",
                f"Line {line.line_number}: the state supplied this vaccine, so it is not charged.",
                "Set the product's charge to zero.",
                "42 U.S.C. 1396s",
            )
