"""Edits on what is billed: totals, diagnoses, procedures, modifiers, drugs."""

import re
from collections import Counter
from collections.abc import Iterator

from domain.claims.assembly import MOST_DIAGNOSES, MOST_LINES, MOST_POINTERS
from domain.claims.content import ClaimContent
from domain.codes.codebook import Codebook, Standing
from domain.codes.systems import CodeSystem
from domain.errors import Finding, Severity

PROCEDURE = re.compile(r"\d{4}[0-9AFMTUP]|[A-CE-V]\d{4}")
"""CPT as bare codes, or HCPCS Level II without dental codes."""
MODIFIER = re.compile(r"[0-9A-Z]{2}")
NDC_UNITS = frozenset({"F2", "GR", "ME", "ML", "UN"})


def charge_is_sum_of_lines(content: ClaimContent) -> Iterator[Finding]:
    """CLM02 equals the sum of SV102. Source: 005010X222A1, loop 2300."""
    lines_cents = sum(line.charge_cents for line in content.service_lines)
    if content.claim.charge_cents != lines_cents:
        yield Finding(
            "charge.total",
            "claim.charge_cents",
            "The claim's charge is not the sum of its lines.",
            "Assemble the claim again.",
            "005010X222A1, loop 2300 CLM02",
        )


def has_one_to_fifty_lines(content: ClaimContent) -> Iterator[Finding]:
    """Source: 005010X222A1, loop 2400."""
    if not 1 <= len(content.service_lines) <= MOST_LINES:
        yield Finding(
            "lines.count",
            "service_lines",
            f"A claim carries 1 to {MOST_LINES} lines; this one has {len(content.service_lines)}.",
            "Split the claim, or add what was done.",
            "005010X222A1, loop 2400",
        )


def something_is_charged(content: ClaimContent) -> Iterator[Finding]:
    if content.claim.charge_cents == 0:
        yield Finding(
            "charge.zero",
            "claim.charge_cents",
            "Nothing is charged.",
            "Set a price for the service, or override for a report of quality codes.",
            severity=Severity.WARNING,
        )


def diagnoses_are_usable(content: ClaimContent) -> Iterator[Finding]:
    """One to twelve, none twice. Source: 005010X222A1, loop 2300 HI."""
    codes = content.claim.diagnosis_codes
    if not 1 <= len(codes) <= MOST_DIAGNOSES:
        yield Finding(
            "diagnosis.count",
            "claim.diagnosis_codes",
            f"A claim names 1 to {MOST_DIAGNOSES} diagnoses; this one has {len(codes)}.",
            "Name the diagnosis that the service was for.",
            "005010X222A1, loop 2300 HI",
        )
    for code, times in Counter(codes).items():
        if times > 1:
            yield Finding(
                "diagnosis.twice",
                "claim.diagnosis_codes",
                f"The diagnosis {code} stands {times} times.",
                "Name it once.",
                "005010X222A1, loop 2300 HI",
            )


def diagnoses_are_billable(content: ClaimContent, codes: Codebook) -> Iterator[Finding]:
    """Valid for HIPAA transactions on the day of service. Source: ICD-10-CM of that fiscal year."""
    served_on = content.claim.served_on
    for code in dict.fromkeys(content.claim.diagnosis_codes):
        standing = codes.standing(CodeSystem.ICD10CM, code, served_on)
        if standing is Standing.UNCERTAIN:
            yield _uncertain("diagnosis", f"claim.diagnosis_codes.{code}", code, "ICD-10-CM")
        elif standing is not Standing.BILLABLE:
            yield Finding(
                "diagnosis.invalid",
                f"claim.diagnosis_codes.{code}",
                f"The diagnosis {code} could not be billed on {served_on}.",
                "Choose a code of full length that was valid on that day.",
                "ICD-10-CM",
            )


def pointers_lead_to_diagnoses(content: ClaimContent) -> Iterator[Finding]:
    """Source: 005010X222A1, loop 2400 SV107."""
    count = len(content.claim.diagnosis_codes)
    for line in content.service_lines:
        pointers = line.diagnosis_pointers
        good = 1 <= len(pointers) <= MOST_POINTERS and all(1 <= at <= count for at in pointers)
        if not good or len(set(pointers)) != len(pointers):
            yield Finding(
                "diagnosis.pointer",
                f"service_lines.{line.line_number}.diagnosis_pointers",
                f"Line {line.line_number} does not point to 1 to {MOST_POINTERS} of the diagnoses.",
                "Say for which diagnoses the line was done.",
                "005010X222A1, loop 2400 SV107",
            )


def procedures_have_the_form_of_codes(content: ClaimContent) -> Iterator[Finding]:
    for line in content.service_lines:
        if not PROCEDURE.fullmatch(line.procedure_code):
            yield Finding(
                "procedure.form",
                f"service_lines.{line.line_number}.procedure_code",
                f"Line {line.line_number}: {line.procedure_code} is no CPT or HCPCS code.",
                "Correct the code in the service's template.",
                "005010X222A1, loop 2400 SV101-2",
            )


def procedures_are_known(content: ClaimContent, codes: Codebook) -> Iterator[Finding]:
    """HCPCS Level II codes in force on the day. Source: CMS quarterly HCPCS file."""
    for line in content.service_lines:
        code, path = line.procedure_code, f"service_lines.{line.line_number}.procedure_code"
        if not code[:1].isalpha():
            continue
        standing = codes.standing(CodeSystem.HCPCS, code, line.served_on)
        if standing is Standing.UNCERTAIN:
            yield _uncertain("procedure", path, code, "CMS HCPCS Level II")
        elif standing is not Standing.BILLABLE:
            yield Finding(
                "procedure.invalid",
                path,
                f"Line {line.line_number}: {code} was not in force on {line.served_on}.",
                "Choose a HCPCS code that was.",
                "CMS HCPCS Level II",
            )


def modifiers_have_the_form_of_codes(content: ClaimContent) -> Iterator[Finding]:
    """At most four, none twice. Source: 005010X222A1, loop 2400 SV101-3 to -6."""
    for line in content.service_lines:
        modifiers = line.modifiers
        good = len(modifiers) <= 4 and len(set(modifiers)) == len(modifiers)
        if not good or not all(MODIFIER.fullmatch(modifier) for modifier in modifiers):
            yield Finding(
                "modifier.form",
                f"service_lines.{line.line_number}.modifiers",
                f"Line {line.line_number}: modifiers are up to four different pairs of characters.",
                "Correct the modifiers.",
                "005010X222A1, loop 2400 SV101",
            )


def waived_test_modifier_is_first(content: ClaimContent) -> Iterator[Finding]:
    """Source: CMS, CLIA waived tests: QW in the first modifier position."""
    for line in content.service_lines:
        if "QW" in line.modifiers[1:]:
            yield Finding(
                "modifier.qw",
                f"service_lines.{line.line_number}.modifiers",
                f"Line {line.line_number}: QW has to be the first modifier.",
                "Move QW to the front.",
                "CMS, CLIA waived tests",
            )


def drugs_are_complete(content: ClaimContent) -> Iterator[Finding]:
    """NDC of eleven digits with quantity and unit. Source: 005010X222A1, loop 2410."""
    for line in content.service_lines:
        if line.ndc is None:
            continue
        quantity_good = line.ndc_quantity is not None and line.ndc_quantity > 0
        if not (re.fullmatch(r"\d{11}", line.ndc) and quantity_good):
            yield Finding(
                "ndc.form",
                f"service_lines.{line.line_number}.ndc",
                f"Line {line.line_number}: the NDC needs eleven digits and a quantity.",
                "Enter the NDC of the package as 5-4-2 digits, with what was used of it.",
                "005010X222A1, loop 2410 LIN and CTP",
            )
        if line.ndc_unit_code not in NDC_UNITS:
            yield Finding(
                "ndc.unit",
                f"service_lines.{line.line_number}.ndc_unit_code",
                f"Line {line.line_number}: the NDC quantity has no unit that payers know.",
                "Use ML for liquids, UN for pieces, GR, ME or F2.",
                "005010X222A1, loop 2410 CTP05",
            )


def _uncertain(kind: str, path: str, code: str, source: str) -> Finding:
    return Finding(
        f"{kind}.uncertain",
        path,
        f"The code sets that are loaded cannot tell whether {code} was in force.",
        "Load the release of that day.",
        source,
        Severity.WARNING,
    )
