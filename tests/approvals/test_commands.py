"""Four eyes: above the tenant's limit a second person decides, once, on what it was asked for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from domain.approvals import commands
from domain.approvals.models import Approval, ApprovalStatus
from domain.errors import Forbidden, Invalid, NotFound, WrongState
from domain.ledger.commands import write_off as write_off_at_once
from domain.ledger.models import Entry
from domain.ledger.models import Leg as LegRow
from domain.ledger.refunds import RefundTo, refund, refundable_cents
from domain.services.commands import draft_shipped_template
from domain.services.models import ServiceTemplate
from domain.services.pricing import Price, set_price
from domain.x12.parties import Adjustment
from tenants.actor import Actor, ActorKind
from tenants.database import TenantDatabase
from tenants.models import OrganizationUnit
from tenants.permissions import EVERYTHING, Permission
from tenants.setting_values import set_value, today
from tenants.settings import ACTIVATION_LIMIT, REFUND_LIMIT, WRITE_OFF_LIMIT, Setting
from tests.builders import a_member
from tests.conftest import TestDatabase
from tests.ledger.test_posting import balances, posted
from tests.remittances.files import a_sent_claim, decided

pytestmark = pytest.mark.usefixtures("embedded_codes")

SHARES = (
    [Adjustment("CO", "45", 5_00)],
    [Adjustment("PR", "3", 10_00), Adjustment("CO", "45", 2_50)],
)
"""Of 67.50 the payer pays 50.00 and leaves 10.00 to the patient."""


@dataclass
class Office:
    """A tenant with a decided claim, and whoever is asked to act in it."""

    database: TestDatabase
    tenant: TenantDatabase
    claim_id: UUID
    unit_id: UUID

    def limit(self, setting: Setting, value: int | None) -> None:
        with self.tenant.transaction() as session:
            set_value(session, setting, self.unit_id, value, today())

    def person(self, *permissions: Permission, **given: Any) -> TenantDatabase:
        with self.tenant.transaction() as session:
            unit = session.get_one(OrganizationUnit, self.unit_id)
            user = a_member(session, unit=unit, **given)
        return self.as_user(user.id, *permissions)

    def as_user(self, user_id: UUID, *permissions: Permission) -> TenantDatabase:
        held = frozenset(permissions) or EVERYTHING
        tenant_id = self.tenant.actor.tenant_id
        return self.database.as_actor(
            Actor(tenant_id, ActorKind.USER, str(user_id), held, store_ids=None)
        )

    def balances(self) -> dict[str, int]:
        with self.tenant.transaction() as session:
            return balances(session)


@pytest.fixture
def office(database: TestDatabase, tenant: TenantDatabase) -> Office:
    with tenant.transaction() as session:
        claim = a_sent_claim(session)
        posted(session, decided(session, claim, *SHARES))
        root_id = session.get_one(OrganizationUnit, claim.store_id).path[0]
        return Office(database, tenant, claim.id, root_id)


def asked(office: Office, by: TenantDatabase, cents: int = 10_00) -> UUID:
    """A write-off that had to be asked for."""
    with by.transaction() as session:
        found = commands.write_off(session, office.claim_id, cents, "Hardship.")
        assert isinstance(found, Approval)
        return found.id


@pytest.mark.parametrize("limit", [None, 10_00])
def test_within_the_limit_one_person_is_enough(office: Office, limit: int | None) -> None:
    office.limit(WRITE_OFF_LIMIT, limit)

    with office.person().transaction() as session:
        done = commands.write_off(session, office.claim_id, 10_00, "Hardship.")

    assert isinstance(done, Entry)
    assert office.balances()["write_offs"] == 10_00


@pytest.mark.parametrize("limit", [0, 9_99])
def test_above_the_limit_nothing_happens_until_another_approves(office: Office, limit: int) -> None:
    office.limit(WRITE_OFF_LIMIT, limit)
    approval_id = asked(office, office.person())
    before = office.balances()

    with office.person().transaction() as session:
        approval = commands.approve(session, approval_id, "Seen the letter.")

    assert "write_offs" not in before
    assert office.balances()["write_offs"] == 10_00
    assert (approval.status, approval.limit_cents) == (ApprovalStatus.APPROVED, limit)
    with office.tenant.transaction() as session:
        entry = session.get_one(Entry, approval.result_id)
        assert entry.posted_by == approval.decided_by


def test_it_is_done_once(office: Office) -> None:
    office.limit(WRITE_OFF_LIMIT, 0)
    approval_id = asked(office, office.person(), 5_00)
    second = office.person()

    with second.transaction() as session:
        commands.approve(session, approval_id)
    with second.transaction() as session, pytest.raises(WrongState):
        commands.approve(session, approval_id)

    assert office.balances()["write_offs"] == 5_00


def test_nobody_is_their_own_second_person(office: Office) -> None:
    office.limit(WRITE_OFF_LIMIT, 0)
    first = office.person(email="uma@example.com")
    approval_id = asked(office, first)
    same_mailbox = office.person(email="uma+second@example.com")
    job = office.tenant

    for actor in (first, same_mailbox, job):
        with actor.transaction() as session, pytest.raises(Forbidden):
            commands.approve(session, approval_id)
        with actor.transaction() as session, pytest.raises(Forbidden):
            commands.decline(session, approval_id)

    assert "write_offs" not in office.balances()


def test_the_second_person_needs_the_permission_too(office: Office) -> None:
    office.limit(WRITE_OFF_LIMIT, 0)
    approval_id = asked(office, office.person())
    clerk = office.person(Permission.READ_APPROVALS, Permission.DECIDE_APPROVALS)

    with clerk.transaction() as session, pytest.raises(Forbidden):
        commands.approve(session, approval_id)


def test_what_has_changed_meanwhile_is_stale(office: Office) -> None:
    office.limit(WRITE_OFF_LIMIT, 0)
    approval_id = asked(office, office.person(), 5_00)
    with office.tenant.transaction() as session:
        write_off_at_once(session, office.claim_id, 1_00, "A slip.")

    with office.person().transaction() as session:
        approval = commands.approve(session, approval_id)

    assert (approval.status, approval.result_id) == (ApprovalStatus.STALE, None)
    assert office.balances()["write_offs"] == 1_00


def test_what_has_expired_is_asked_for_again(office: Office) -> None:
    office.limit(WRITE_OFF_LIMIT, 0)
    approval_id = asked(office, office.person())
    with office.tenant.transaction() as session:
        session.get_one(Approval, approval_id).expires_at = datetime.now(UTC) - timedelta(minutes=1)

    with office.person().transaction() as session, pytest.raises(WrongState, match="expired"):
        commands.approve(session, approval_id)


def test_what_would_be_refused_is_not_asked_for(office: Office) -> None:
    office.limit(WRITE_OFF_LIMIT, 0)

    with office.person().transaction() as session:
        with pytest.raises(WrongState):
            commands.write_off(session, office.claim_id, 10_01, "Hardship.")
        with pytest.raises(Invalid):
            commands.write_off(session, office.claim_id, 10_00, " ")

    with office.tenant.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Approval)) == 0
    assert "write_offs" not in office.balances()


def test_it_is_declined_or_withdrawn(office: Office) -> None:
    office.limit(WRITE_OFF_LIMIT, 0)
    first, second = office.person(), office.person()
    declined_id, withdrawn_id = asked(office, first), asked(office, first)

    with second.transaction() as session:
        declined = commands.decline(session, declined_id, "Ask for a plan first.")
        with pytest.raises(Forbidden):
            commands.withdraw(session, withdrawn_id)
    with first.transaction() as session:
        withdrawn = commands.withdraw(session, withdrawn_id)

    assert (declined.status, declined.note) == ("declined", "Ask for a plan first.")
    assert withdrawn.status == "withdrawn"


def test_a_refund_gives_back_what_was_paid_and_no_more(office: Office) -> None:
    with office.tenant.transaction() as session:
        refund(session, office.claim_id, RefundTo.PAYER, 20_00, "Paid twice.")
        left = refundable_cents(session, office.claim_id, RefundTo.PAYER)
        with pytest.raises(WrongState):
            refund(session, office.claim_id, RefundTo.PAYER, 30_01, "Paid twice.")
        with pytest.raises(WrongState):
            refund(session, office.claim_id, RefundTo.PATIENT, 1, "Paid twice.")
        total = session.scalar(select(func.sum(LegRow.amount_cents)))

    found = office.balances()
    assert left == 30_00
    assert found["cash"] == 30_00
    assert found["insurance_receivable"] == 20_00
    assert total == 0


def test_a_refund_needs_a_second_person_above_its_own_limit(office: Office) -> None:
    office.limit(REFUND_LIMIT, 19_99)
    with office.person().transaction() as session:
        waiting = commands.refund(session, office.claim_id, RefundTo.PAYER, 20_00, "Paid twice.")
        small = commands.refund(session, office.claim_id, RefundTo.PAYER, 1_00, "A slip.")
    assert isinstance(waiting, Approval)

    with office.person().transaction() as session:
        stale = commands.approve(session, waiting.id)

    assert isinstance(small, Entry)
    assert stale.status == ApprovalStatus.STALE


def test_a_template_that_may_bill_much_is_activated_by_two(office: Office) -> None:
    office.limit(ACTIVATION_LIMIT, 99_00)
    with office.tenant.transaction() as session:
        template_id = draft_shipped_template(session, "tobacco_cessation").id
        for code in ("99406", "99407"):
            set_price(session, Price(code, "Counselling", 50_00, date(2026, 1, 1)))
    with office.person().transaction() as session:
        waiting = commands.publish_template(session, template_id, date(2026, 2, 1))
    assert isinstance(waiting, Approval)
    with office.tenant.transaction() as session:
        before = session.get_one(ServiceTemplate, template_id).effective_from_on

    with office.person().transaction() as session:
        approval = commands.approve(session, waiting.id)

    with office.tenant.transaction() as session:
        after = session.get_one(ServiceTemplate, template_id).effective_from_on
    assert (before, after) == (None, date(2026, 2, 1))
    assert (approval.amount_cents, approval.result_id) == (100_00, template_id)


def test_another_tenants_approval_is_not_found(
    office: Office, other_tenant: TenantDatabase
) -> None:
    office.limit(WRITE_OFF_LIMIT, 0)
    approval_id = asked(office, office.person())

    with other_tenant.transaction() as session, pytest.raises(NotFound):
        commands.approve(session, approval_id)
