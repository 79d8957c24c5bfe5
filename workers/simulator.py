"""The payer simulator as a process: it empties mailboxes and fills them with answers."""

import logging
import time
from datetime import timedelta

from domain.simulator.answering import AnswerFile, answers
from domain.simulator.scripts import Instructions, as_kept
from domain.x12.findings import Unreadable
from domain.x12.reading import read_professional_claims
from infra.gateways import MAILBOXES
from infra.gateways.mailbox import Mailbox, Plan, mailboxes, sole_server
from infra.settings import Settings
from workers.stopping import stop_at_signal

TICK = timedelta(milliseconds=500)

logger = logging.getLogger(__name__)


def run(settings: Settings) -> int:
    """Serve every simulated payer of this installation until SIGTERM or SIGINT."""
    stop = stop_at_signal()
    root = settings.data_dir / "files" / MAILBOXES["simulator"]
    with sole_server(root):
        logger.info("The payer simulator is ready.")
        while not stop.wait(TICK.total_seconds()):
            for mailbox in mailboxes(root):
                serve(mailbox, time.time())
    return 0


def serve(mailbox: Mailbox, now: float) -> None:
    """Plan what has come, then deliver what is due. Killed anywhere, the next call goes on."""
    for name in mailbox.questions():
        mailbox.plan(name, _plan(mailbox, name, now))
        mailbox.take(name)
    for name, plan in mailbox.pending():
        _answer(mailbox, name, plan, now)


def _plan(mailbox: Mailbox, name: str, now: float) -> Plan:
    """All that the answers depend on besides the file, fixed before the first of them leaves."""
    number = _control_number(mailbox.question(name))
    first = mailbox.claim_number(number, name) if number else name
    return {
        "taken_at": now,
        "instructions": mailbox.instructions(),
        "is_duplicate": first != name,
    }


def _answer(mailbox: Mailbox, name: str, plan: Plan, now: float) -> None:
    files = _files(mailbox.question(name), plan)
    due = [file for file in files if plan["taken_at"] + file.delay_seconds <= now]
    for file in due:
        mailbox.deliver(file.name, file.content)
    if len(due) == len(files):
        mailbox.finish(name)


def _files(content: bytes, plan: Plan) -> list[AnswerFile]:
    """A file that is no 837P gets no answer, like at some payers."""
    try:
        instructions = Instructions.of(as_kept(plan["instructions"]))
        return answers(content, instructions, is_duplicate=plan["is_duplicate"])
    except Unreadable as unreadable:
        logger.warning("A file cannot be answered: %s", unreadable.finding.code)
        return []


def _control_number(content: bytes) -> str | None:
    """ISA13."""
    try:
        claim = next(read_professional_claims(content), None)
    except Unreadable:
        return None
    if claim is None or claim.transaction is None:
        return None
    return f"{claim.transaction.id.interchange.control_number:09d}"
