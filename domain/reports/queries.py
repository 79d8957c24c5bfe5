"""What may be asked of the whole: revenue, payers' performance, receivables, balances, counts."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Numeric,
    Select,
    case,
    cast,
    func,
    select,
)

from domain.claims.models import Claim
from domain.ledger.models import Account, Leg
from domain.reports.models import PayerMonth, RevenueDay, RowCount

Narrowing = Callable[[Any], list[ColumnElement[bool]]]
"""Conditions on the columns of the table that a report is made of."""

RECEIVABLES = (Account.INSURANCE_RECEIVABLE, Account.PATIENT_RECEIVABLE)
AGES_DAYS = (0, 31, 61, 91, 121)
"""From how many days on a receivable belongs to the next age."""


def revenue_by_service(narrow: Narrowing) -> Select[Any]:
    """What each service earned."""
    return _revenue("service_id", narrow)


def revenue_by_payer(narrow: Narrowing) -> Select[Any]:
    """What was earned from each payer."""
    return _revenue("payer_id", narrow)


def revenue_by_store(narrow: Narrowing) -> Select[Any]:
    """What each store earned."""
    return _revenue("store_id", narrow)


def _revenue(of: str, narrow: Narrowing) -> Select[Any]:
    days = RevenueDay.__table__.alias()
    amounts = ("charge_cents", "expected_cents", "paid_cents", "adjusted_cents", "patient_cents")
    return (
        select(
            days.c[of],
            _sum(days.c.claim_count).label("claim_count"),
            *(_sum(days.c[name]).label(name) for name in amounts),
        )
        .where(*narrow(days.c))
        .group_by(days.c[of])
    )


def payer_performance(narrow: Narrowing) -> Select[Any]:
    """How fast and how fully each payer pays; ratios are null where nothing was decided."""
    months = PayerMonth.__table__.alias()
    adjudicated, denied = _sum(months.c.adjudicated_count), _sum(months.c.denied_count)
    paid, expected = _sum(months.c.paid_cents), _sum(months.c.expected_cents)
    return (
        select(
            months.c.payer_id,
            adjudicated.label("adjudicated_count"),
            denied.label("denied_count"),
            paid.label("paid_cents"),
            expected.label("expected_cents"),
            _ratio(_sum(months.c.days_to_pay_total), adjudicated, 1).label("days_to_pay"),
            _ratio(denied, adjudicated, 4).label("denial_rate"),
            _ratio(paid, expected, 4).label("paid_to_expected"),
        )
        .where(*narrow(months.c))
        .group_by(months.c.payer_id)
    )


def receivables_by_age(narrow: Narrowing) -> Select[Any]:
    """What payers and patients owe, by days since the service; the ledger says how much."""
    legs, claims = Leg.__table__.alias(), Claim.__table__.alias()
    owed = (
        select(legs.c.claim_id, legs.c.account, _sum(legs.c.amount_cents).label("cents"))
        .where(legs.c.account.in_(RECEIVABLES), legs.c.claim_id.is_not(None))
        .group_by(legs.c.claim_id, legs.c.account)
        .having(func.sum(legs.c.amount_cents) != 0)
        .subquery()
    )
    days = func.current_date() - claims.c.served_on
    older_first = reversed(AGES_DAYS[1:])
    from_days = case(*((days >= age, age) for age in older_first), else_=AGES_DAYS[0])
    return (
        select(
            owed.c.account,
            from_days.label("from_days"),
            func.count().label("claim_count"),
            _sum(owed.c.cents).label("owed_cents"),
        )
        .select_from(owed.join(claims, claims.c.id == owed.c.claim_id))
        .where(*narrow(claims.c))
        .group_by(owed.c.account, from_days)
    )


def trial_balance(narrow: Narrowing) -> Select[Any]:
    """What stands on every account."""
    legs = Leg.__table__.alias()
    amount = legs.c.amount_cents
    return (
        select(
            legs.c.account,
            _sum(func.greatest(amount, 0)).label("debit_cents"),
            _sum(func.least(amount, 0)).label("credit_cents"),
            _sum(amount).label("balance_cents"),
        )
        .where(*narrow(legs.c))
        .group_by(legs.c.account)
    )


def claim_counts(narrow: Narrowing) -> Select[Any]:
    """How many claims there are of each status that any has."""
    counts = RowCount.__table__.alias()
    return (
        select(counts.c.status.label("display_status"), _sum(counts.c.row_count).label("count"))
        .where(counts.c.table_name == Claim.__tablename__, *narrow(counts.c))
        .group_by(counts.c.status)
        .having(func.sum(counts.c.row_count) != 0)
    )


def _sum(column: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(func.sum(column), BigInteger)


def _ratio(part: ColumnElement[int], whole: ColumnElement[int], places: int) -> ColumnElement[Any]:
    return func.round(cast(part, Numeric) / func.nullif(whole, 0), places)
