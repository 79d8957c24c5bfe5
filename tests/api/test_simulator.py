"""Telling simulated payers over GraphQL how to answer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from api.ids import global_id
from domain.payers.models import TradingPartner
from tenants.database import TenantDatabase
from tenants.permissions import Permission
from tests.builders import a_trading_partner

SCRIPT = """
mutation ($partner: ID!, $script: PayerScriptInput!) {
  scriptPayer(tradingPartnerId: $partner, script: $script) {
    ... on TradingPartner { name } ... on Refusal { code path }
  }
}
"""
INSTRUCT = """
mutation ($partner: ID!, $instructions: JSON!) {
  instructPayer(tradingPartnerId: $partner, instructions: $instructions) {
    ... on TradingPartner { name } ... on Refusal { code path }
  }
}
"""


def partner_of(tenant: TenantDatabase, **given: Any) -> UUID:
    with tenant.transaction() as session:
        return a_trading_partner(session, **given).id


def told(tenant: TenantDatabase, partner_id: UUID) -> dict[str, Any]:
    with tenant.transaction() as session:
        return session.get_one(TradingPartner, partner_id).settings


def test_the_latest_script_counts_first(
    tenant: TenantDatabase, signed_in: Callable[..., Any]
) -> None:
    partner_id = partner_of(tenant)
    biller = signed_in()
    key = global_id("TradingPartner", partner_id)

    for outcome in ("DENY", "SHARE"):
        script = {"outcome": outcome, "memberId": "W1", "deductiblePercent": 0}
        biller.ask(SCRIPT, partner=key, script=script)

    assert told(tenant, partner_id) == {
        "simulator": {
            "scripts": [
                {"outcome": outcome, "member_id": "W1", "deductible_percent": 0}
                for outcome in ("share", "deny")
            ]
        }
    }


def test_a_real_partner_takes_no_instructions(
    tenant: TenantDatabase, signed_in: Callable[..., Any]
) -> None:
    partner_id = partner_of(tenant, gateway="directory")

    answer = signed_in().ask(
        INSTRUCT, partner=global_id("TradingPartner", partner_id), instructions={"seed": 3}
    )

    assert answer["instructPayer"] == {"code": "wrong_state", "path": "tradingPartnerId"}
    assert told(tenant, partner_id) == {}


def test_what_is_not_understood_is_refused(
    tenant: TenantDatabase, signed_in: Callable[..., Any]
) -> None:
    partner_id = partner_of(tenant)

    answer = signed_in().ask(
        INSTRUCT,
        partner=global_id("TradingPartner", partner_id),
        instructions={"scripts": [{"outcome": "vanish"}]},
    )

    assert answer["instructPayer"] == {"code": "invalid", "path": "outcome"}
    assert told(tenant, partner_id) == {}


def test_it_needs_the_permission(tenant: TenantDatabase, signed_in: Callable[..., Any]) -> None:
    partner_id = partner_of(tenant)
    reader = signed_in(Permission.READ_PAYERS)

    answer = reader.ask(
        INSTRUCT, partner=global_id("TradingPartner", partner_id), instructions={"seed": 3}
    )

    assert answer["instructPayer"]["code"] == "forbidden"
