"""Counts kept as rows are written equal what counting would find, whoever writes at once."""

import threading
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from domain.claims.models import Claim
from domain.reports.commands import CROWD, fold_row_counts
from tenants.database import TenantDatabase
from tests.api.reading.records import a_claim
from tests.builders import a_coverage, a_patient, a_provider, a_store

KEPT = text(
    "select status, sum(row_count)::int from row_counts where table_name = :table"
    " group by 1 having sum(row_count) <> 0"
)
CHANGES = text("select count(*) from row_counts where table_name = 'claims'")


def kept(session: Session, table: str = "claims") -> dict[str, int]:
    return {row.status: row[1] for row in session.execute(KEPT, {"table": table})}


def test_counts_follow_inserts_updates_and_deletes(session: Session) -> None:
    paid, sent = a_claim(session, display_status="paid"), a_claim(session)
    a_claim(session)
    assert kept(session) == {"paid": 1, "sent": 2}

    sent.display_status = "paid"
    session.flush()
    assert kept(session) == {"paid": 2, "sent": 1}

    session.execute(text("update claims set note = 'nothing that counts'"))
    assert kept(session) == {"paid": 2, "sent": 1}
    assert paid.display_status == "paid"


def test_many_rows_of_one_statement_are_one_change(session: Session) -> None:
    for _ in range(5):
        a_patient(session)
    before = session.scalar(text("select count(*) from row_counts"))

    session.execute(text("update patients set is_active = false"))

    assert kept(session, "patients") == {"false": 5}
    assert session.scalar(text("select count(*) from row_counts")) == (before or 0) + 2


def test_writers_at_once_lose_nothing_and_folding_keeps_the_sum(tenant: TenantDatabase) -> None:
    with tenant.transaction() as session:
        given: dict[str, Any] = {
            "coverage": a_coverage(session),
            "store_id": a_store(session).id,
            "provider_id": a_provider(session).id,
        }

    def write() -> None:
        for place in range(CROWD):
            with tenant.transaction() as session:
                a_claim(session, **given)
            if place % 4 == 0:
                with tenant.transaction() as session:
                    fold_row_counts(session)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with tenant.transaction() as session:
        fold_row_counts(session)

    with tenant.transaction() as session:
        assert kept(session) == {"sent": 4 * CROWD}
        assert session.scalar(select(func.count()).select_from(Claim)) == 4 * CROWD
        assert (session.scalar(CHANGES) or 0) <= CROWD


def test_another_tenant_counts_its_own(
    tenant: TenantDatabase, other_tenant: TenantDatabase
) -> None:
    with tenant.transaction() as session:
        a_claim(session)

    with other_tenant.transaction() as session:
        assert kept(session) == {}
