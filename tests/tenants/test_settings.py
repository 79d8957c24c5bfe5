"""Settings: decided on a branch from a day on, inherited beneath, previewed before."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tenants.identifiers import new_id
from tenants.models import OrganizationUnit, SettingValue, UnitKind
from tenants.organization import add_unit
from tenants.refusals import Forbidden, Invalid
from tenants.setting_values import (
    effective,
    effective_at,
    inherit_value,
    preview_value,
    set_value,
    today,
    value_at,
)
from tenants.settings import (
    BREAK_GLASS_MINUTES,
    CREDENTIALS_RECORDED,
    FILING_WARNING_DAYS,
    SETTINGS,
    WRITE_OFF_LIMIT,
)
from tests.builders import a_store, an_organization

DAYS = FILING_WARNING_DAYS


def a_chain(session: Session) -> tuple[OrganizationUnit, OrganizationUnit, OrganizationUnit]:
    """An organisation, its region, and that one's store."""
    top = an_organization(session)
    region = add_unit(session, top.id, UnitKind.REGION, "North")
    store = a_store(session, parent=region)
    return top, region, session.get_one(OrganizationUnit, store.id)


def test_every_default_is_within_its_own_bounds() -> None:
    for setting in SETTINGS.values():
        assert setting.checked(setting.default) == setting.default


def test_without_a_decision_the_default_holds(session: Session) -> None:
    _, _, store = a_chain(session)

    found = effective_at(session, DAYS, store.id)

    assert (found.value, found.unit_id, found.effective_from_on) == (14, None, None)


def test_a_decision_holds_beneath_until_decided_again(session: Session) -> None:
    top, region, store = a_chain(session)
    elsewhere = a_store(session, parent=top)

    set_value(session, DAYS, top.id, 21, today())
    set_value(session, DAYS, region.id, 30, today())

    assert value_at(session, DAYS, store.id) == 30
    assert value_at(session, DAYS, elsewhere.id) == 21
    assert effective_at(session, DAYS, store.id).unit_id == region.id


def test_a_decision_holds_from_its_day_on(session: Session) -> None:
    top, _, store = a_chain(session)
    tomorrow = today() + timedelta(days=1)

    set_value(session, DAYS, top.id, 21, tomorrow)

    assert value_at(session, DAYS, store.id) == 14
    assert effective_at(session, DAYS, store.id, tomorrow).value == 21


def test_what_holds_above_may_hold_again(session: Session) -> None:
    top, region, store = a_chain(session)
    set_value(session, DAYS, top.id, 21, today())
    set_value(session, DAYS, region.id, 30, today())

    inherit_value(session, DAYS, region.id, today())

    assert value_at(session, DAYS, store.id) == 21


def test_none_is_a_decision_where_it_is_allowed(session: Session) -> None:
    top, region, store = a_chain(session)
    set_value(session, WRITE_OFF_LIMIT, top.id, 100_00, today())

    set_value(session, WRITE_OFF_LIMIT, region.id, None, today())

    assert value_at(session, WRITE_OFF_LIMIT, store.id) is None
    assert value_at(session, WRITE_OFF_LIMIT) == 100_00


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        (DAYS, -1),
        (DAYS, 366),
        (DAYS, None),
        (DAYS, True),
        (DAYS, "14"),
        (CREDENTIALS_RECORDED, 1),
        (BREAK_GLASS_MINUTES, 4),
    ],
)
def test_a_wrong_value_is_refused(session: Session, setting: Any, value: Any) -> None:
    top, *_ = a_chain(session)

    with pytest.raises(Invalid) as refusal:
        set_value(session, setting, top.id, value, today())

    assert refusal.value.path == "value"


def test_what_held_on_days_gone_by_stays(session: Session) -> None:
    top, *_ = a_chain(session)

    with pytest.raises(Invalid):
        set_value(session, DAYS, top.id, 21, today() - timedelta(days=2))


def test_a_branch_is_decided_for_by_its_own(tenant: Any, tenant_at_stores: Any) -> None:
    with tenant.transaction() as session:
        top, _, store = a_chain(session)

    with tenant_at_stores(store.id).transaction() as session:
        set_value(session, DAYS, store.id, 21, today())
        with pytest.raises(Forbidden):
            set_value(session, DAYS, top.id, 21, today())


def test_a_preview_names_the_units_that_would_change_and_decides_nothing(session: Session) -> None:
    top, region, store = a_chain(session)
    elsewhere = a_store(session, parent=top)
    set_value(session, DAYS, region.id, 30, today())

    changes = preview_value(session, DAYS, top.id, 21, today())

    found = {(change.unit.id, change.before, change.after) for change in changes}
    assert found == {(top.id, 14, 21), (elsewhere.id, 14, 21)}
    assert value_at(session, DAYS, store.id) == 30
    assert value_at(session, DAYS, elsewhere.id) == 14


def test_the_nearest_decision_wins_and_the_latest_of_it() -> None:
    above, here = new_id(), new_id()

    def decided(unit_id: Any, value: int, day: int, *, inherited: bool = False) -> SettingValue:
        return SettingValue(
            unit_id=unit_id,
            name=DAYS.name,
            value=value,
            is_inherited=inherited,
            effective_from_on=date(2026, 1, day),
        )

    values = [
        decided(above, 1, 9),
        decided(here, 2, 1),
        decided(here, 3, 5),
        decided(here, 0, 8, inherited=True),
    ]

    found = [
        effective(DAYS, [above, here], date(2026, 1, day), values).value for day in (4, 7, 8, 9)
    ]

    assert found == [2, 3, 14, 1]
