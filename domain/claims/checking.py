"""Judge a claim by its edits and keep what they found, so that people can work on it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from domain.claims.content import ClaimContent
from domain.claims.edits.catalogue import findings
from domain.claims.history import Step, advance
from domain.claims.models import Claim, ClaimFinding, Readiness, Work
from domain.claims.queries import content_of, findings_of, open_hold
from domain.codes.codebook import Codebook
from domain.errors import Finding, Severity


def check(session: Session, claim_id: UUID, codes: Codebook) -> bool:
    """Run the edits, keep their findings, move readiness. Returns whether the claim may leave."""
    return keep_findings(session, content_of(session, claim_id), codes)


def keep_findings(session: Session, content: ClaimContent, codes: Codebook) -> bool:
    """As `check`, for a claim already loaded."""
    claim = content.claim
    found, kept = findings(content, codes), findings_of(session, claim.id)
    blocking = keep(session, claim.id, found, kept)
    if is_decided(claim):
        return not blocking
    return judge(session, claim, blocking, held=open_hold(session, claim.id) is not None)


def is_decided(claim: Claim) -> bool:
    """Released or cancelled: what the edits find moves it no more."""
    return claim.readiness in {Readiness.RELEASED, Readiness.CANCELLED}


def judge(session: Session, claim: Claim, blocking: int, *, held: bool) -> bool:
    """Move readiness by how many findings block. Returns whether the claim may leave."""
    if blocking:
        step = Step("checked", f"{blocking} findings keep the claim here.")
        advance(session, claim, step, readiness=Readiness.BLOCKED, work=_work(held, Work.FIX))
    else:
        step = Step("checked", "The edits found nothing that keeps the claim here.")
        advance(session, claim, step, readiness=Readiness.READY, work=_work(held, Work.NONE))
    return not blocking and not held


def blocking_findings(kept: Sequence[ClaimFinding]) -> list[ClaimFinding]:
    return [each for each in kept if each.severity == Severity.ERROR and not each.overridden_by]


def add_finding(session: Session, claim: Claim, finding: Finding) -> None:
    """Keep one finding from outside the edits, such as the 837P validator's, and block the claim."""
    session.add(_record(claim.id, finding))
    step = Step("checked", finding.message)
    advance(session, claim, step, readiness=Readiness.BLOCKED, work=Work.FIX)


def note(session: Session, claim: Claim, finding: Finding) -> None:
    """Keep what a payer found on a claim that came back, until it is checked again."""
    session.add(_record(claim.id, finding))


def keep(
    session: Session, claim_id: UUID, found: Sequence[Finding], kept: Sequence[ClaimFinding]
) -> int:
    """Drop findings no longer found, add new ones, leave overridden ones. Returns how many block."""
    known = {(each.code, each.path): each for each in kept}
    now = {(each.code, each.path): each for each in found}
    for key, record in known.items():
        if key not in now:
            session.delete(record)
    session.add_all(_record(claim_id, each) for key, each in now.items() if key not in known)
    return len(still_blocking(found, kept))


def still_blocking(found: Sequence[Finding], kept: Sequence[ClaimFinding]) -> list[Finding]:
    """Of what the edits find now, the errors that nobody has let pass."""
    passed = {(each.code, each.path) for each in kept if each.overridden_by}
    now = {(each.code, each.path): each for each in found}
    return [
        each for key, each in now.items() if each.severity == Severity.ERROR and key not in passed
    ]


def _record(claim_id: UUID, finding: Finding) -> ClaimFinding:
    return ClaimFinding(
        claim_id=claim_id,
        code=finding.code,
        path=finding.path,
        message=finding.message,
        fix=finding.fix,
        source=finding.source,
        severity=finding.severity,
    )


def _work(held: bool, otherwise: Work) -> Work:
    return Work.HELD if held else otherwise
