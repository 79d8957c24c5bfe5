"""Settings over HTTP: shown with where they come from, decided, previewed with what is under way."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from domain.encounters.models import EncounterStatus
from tenants.database import TenantDatabase
from tenants.models import OrganizationUnit
from tenants.permissions import Permission
from tenants.setting_values import today
from tests.api.conftest import Browser
from tests.builders import a_store, an_encounter, an_organization

DECIDE = """mutation ($unit: ID!, $name: String!, $value: JSON, $on: Date!) {
    decideSetting(unitId: $unit, name: $name, value: $value, effectiveFromOn: $on) {
        ... on SettingValue { name value effectiveFromOn unit { name } }
        ... on Refusal { code path } } }"""
SHOW = """query ($unit: ID) { settings(unitId: $unit) {
    name kind value default decidedByUnitId effectiveFromOn } }"""
PREVIEW = """query ($unit: ID!, $name: String!, $value: JSON, $on: Date!) {
    settingPreview(unitId: $unit, name: $name, value: $value, effectiveFromOn: $on) {
        changes { unitName before after } draftCount claimCount userCount } }"""


def a_chain(tenant: TenantDatabase) -> tuple[str, str]:
    """Ids of an organisation and of its store, where a draft is open."""
    with tenant.transaction() as session:
        top = an_organization(session, name="Chain")
        store = a_store(session, parent=top, name="Elm Street")
        an_encounter(session, store_id=store.id, status=EncounterStatus.DRAFT)
        return f"OrganizationUnit_{top.id}", f"OrganizationUnit_{store.id}"


def test_a_decision_is_shown_where_it_holds(
    signed_in: Callable[..., Browser], tenant: TenantDatabase
) -> None:
    top, store = a_chain(tenant)
    browser = signed_in()
    wanted: dict[str, Any] = {"unit": top, "name": "four_eyes.write_off", "on": str(today())}

    done = browser.ask(DECIDE, value=50_00, **wanted)["decideSetting"]
    shown = {each["name"]: each for each in browser.ask(SHOW, unit=store)["settings"]}

    assert done == {
        "name": "four_eyes.write_off",
        "value": 50_00,
        "effectiveFromOn": str(today()),
        "unit": {"name": "Chain"},
    }
    assert shown["four_eyes.write_off"]["value"] == 50_00
    assert shown["four_eyes.write_off"]["decidedByUnitId"] == top
    assert shown["claims.credentials_recorded"]["value"] is False


def test_a_preview_counts_what_is_under_way(
    signed_in: Callable[..., Browser], tenant: TenantDatabase
) -> None:
    top, store = a_chain(tenant)
    with tenant.transaction() as session:
        unit = session.get_one(OrganizationUnit, UUID(store[-36:]))
    browser = signed_in(unit=unit)
    wanted: dict[str, Any] = {"name": "claims.filing_warning_days", "on": str(today())}

    found = signed_in().ask(PREVIEW, unit=top, value=21, **wanted)["settingPreview"]

    assert browser is not None
    assert found == {
        "changes": [
            {"unitName": "Chain", "before": 14, "after": 21},
            {"unitName": "Elm Street", "before": 14, "after": 21},
        ],
        "draftCount": 1,
        "claimCount": 0,
        "userCount": 1,
    }


def test_a_wrong_value_or_name_is_refused(
    signed_in: Callable[..., Browser], tenant: TenantDatabase
) -> None:
    top, _ = a_chain(tenant)
    browser = signed_in()

    value = browser.ask(DECIDE, unit=top, name="break_glass.minutes", value=0, on=str(today()))
    name = browser.ask(DECIDE, unit=top, name="nothing", value=0, on=str(today()))

    assert value["decideSetting"] == {"code": "invalid", "path": "value"}
    assert name["decideSetting"] == {"code": "invalid", "path": "name"}


def test_who_may_only_look_decides_nothing(
    signed_in: Callable[..., Browser], tenant: TenantDatabase
) -> None:
    top, _ = a_chain(tenant)
    browser = signed_in(Permission.READ_ORGANIZATION)

    refused = browser.ask(DECIDE, unit=top, name="break_glass.minutes", value=30, on=str(today()))

    assert refused["decideSetting"]["code"] == "forbidden"
