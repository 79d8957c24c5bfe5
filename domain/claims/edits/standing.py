"""Edits on what lets a provider and a store serve, and be paid for it, on the day of service."""

from collections.abc import Iterable, Iterator
from datetime import date

from domain.claims.content import ClaimContent
from domain.claims.edits.pairs import ADMINISTRATION
from domain.errors import Finding
from domain.providers.models import Credential, CredentialKind, Enrollment, EnrollmentStage

ALLOWS = frozenset({CredentialKind.PROTOCOL, CredentialKind.COLLABORATIVE_AGREEMENT})
RENEWED = "Record its renewal, or choose the provider who served."


def license_was_in_force(content: ClaimContent) -> Iterator[Finding]:
    """Of the provider, in the store's state. Where none was ever recorded, the tenant may say that there is none."""
    known = _given(content, frozenset({CredentialKind.LICENSE}))
    here = [each for each in known if each.state == content.store.state]
    is_known = bool(known) or content.credentials_are_recorded
    if is_known and not _in_force(here, content.claim.served_on):
        yield Finding(
            "credential.license",
            "provider.credentials",
            f"No licence of the provider in {content.store.state} was in force that day.",
            RENEWED,
            "State board of pharmacy",
        )


def immunization_certificate_was_in_force(content: ClaimContent) -> Iterator[Finding]:
    """Of whoever gave a vaccine. Where none was ever recorded, nothing is known."""
    known = _given(content, frozenset({CredentialKind.IMMUNIZATION_CERTIFICATE}))
    gave = any(line.procedure_code in ADMINISTRATION for line in content.service_lines)
    if gave and known and not _in_force(known, content.claim.served_on):
        yield Finding(
            "credential.immunization",
            "provider.credentials",
            "The provider's immunization certificate was not in force that day.",
            RENEWED,
            "State board of pharmacy",
        )


def protocol_was_in_force(content: ClaimContent) -> Iterator[Finding]:
    """A line under a protocol or agreement of that state needs one in force."""
    known = [each for each in _given(content, ALLOWS) if each.state == content.store.state]
    for line in content.service_lines:
        allowing = [each for each in known if _allows(each, line.procedure_code)]
        if allowing and not _in_force(allowing, line.served_on):
            yield Finding(
                "credential.protocol",
                f"service_lines.{line.line_number}.procedure_code",
                f"No protocol or agreement for line {line.line_number} was in force that day.",
                RENEWED,
                "State practice act",
            )


def laboratory_certificate_was_in_force(content: ClaimContent) -> Iterator[Finding]:
    """The store's, where the claim names it. Source: 42 CFR 493.35; loop 2300 REF*X4."""
    store, served_on = content.store, content.claim.served_on
    if content.claim.clia_number is None or content.claim.clia_number != store.clia_number:
        return
    if not _holds(store.clia_effective_from_on, store.clia_effective_to_on, served_on):
        yield Finding(
            "clia.dates",
            "store.clia_effective_to_on",
            "The store's CLIA certificate was not in force on the day of service.",
            "Record the renewed certificate's days.",
            "42 CFR 493.35",
        )


def provider_was_enrolled(content: ClaimContent) -> Iterator[Finding]:
    """With this payer for this store, where the payer demands it."""
    if not content.payer.requires_enrollment:
        return
    here = [each for each in content.enrollments if each.store_id == content.claim.store_id]
    if not any(_is_effective(each, content.claim.served_on) for each in here):
        yield Finding(
            "enrollment.dates",
            "provider.enrollments",
            f"{content.payer.name} pays enrolled providers only, and this one was not enrolled"
            " for the store that day.",
            "Wait for the payer's decision, or record the days that it gave.",
            "Payer's enrolment",
        )


def _given(content: ClaimContent, kinds: frozenset[CredentialKind]) -> list[Credential]:
    return [each for each in content.credentials if each.kind in kinds]


def _allows(credential: Credential, procedure_code: str) -> bool:
    return not credential.procedure_codes or procedure_code in credential.procedure_codes


def _in_force(credentials: Iterable[Credential], day: date) -> bool:
    return any(_holds(each.effective_from_on, each.effective_to_on, day) for each in credentials)


def _is_effective(enrollment: Enrollment, day: date) -> bool:
    return enrollment.stage == EnrollmentStage.EFFECTIVE and _holds(
        enrollment.effective_from_on, enrollment.effective_to_on, day
    )


def _holds(first: date | None, last: date | None, day: date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)
