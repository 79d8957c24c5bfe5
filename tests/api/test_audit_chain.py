"""An auditor sees how far the audit log is sealed, and has it verified; nobody else may."""

import random
from collections.abc import Callable

from sqlalchemy import select

from domain.outbox.models import OutboxMessage
from tenants.chain.sealing import seal
from tenants.database import TenantDatabase
from tenants.permissions import Permission
from tests.api.conftest import Browser
from tests.audit.chains import happen
from tests.conftest import TestDatabase

HEAD = "{ chainHead { number hash sealedAt eventCount } }"
CHECK = """mutation { checkChain { ... on ChainCheck { state blockCount checkedCount }
    ... on Refusal { code } } }"""
CHECKS = "{ chainChecks { nodes { state askedBy } } }"


def test_an_auditor_sees_the_head_and_has_the_chain_verified(
    signed_in: Callable[..., Browser], tenant: TenantDatabase, database: TestDatabase
) -> None:
    auditor = signed_in(Permission.READ_AUDIT)
    before = auditor.ask(HEAD)["chainHead"]
    happen(tenant, random.Random(5))
    while seal(database.platform):
        pass

    head = auditor.ask(HEAD)["chainHead"]
    asked = [auditor.ask(CHECK)["checkChain"] for _ in range(2)]

    assert before is None
    assert (head["number"], len(head["hash"])) == (1, 64)
    assert asked == [
        {"state": "RUNNING", "blockCount": 1, "checkedCount": 0},
        {"code": "already_exists"},
    ]
    assert [each["state"] for each in auditor.ask(CHECKS)["chainChecks"]["nodes"]] == ["RUNNING"]
    with tenant.transaction() as session:
        assert session.scalars(select(OutboxMessage.event)).all() == ["ChainCheckDue"]


def test_who_may_not_read_the_log_learns_nothing_of_its_chain(
    signed_in: Callable[..., Browser],
) -> None:
    clerk = signed_in(Permission.READ_PATIENTS)

    assert clerk.codes(HEAD) == clerk.codes(CHECKS) == ["forbidden"]
    assert clerk.ask(CHECK)["checkChain"] == {"code": "forbidden"}
