"""Telling simulated payers over GraphQL how to answer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from api.ids import global_id
from domain.payers.models import TradingPartner
from tenants.database import TenantDatabase
from tenants.permissions import Permission
from tests.builders import a_payer, a_trading_partner

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

SET_TERMS = """
mutation ($partner: ID!, $terms: PayerTermsInput!) {
  setPayerTerms(tradingPartnerId: $partner, terms: $terms) {
    ... on TradingPartner { name } ... on Refusal { code path }
  }
}
"""
WITHDRAW = """
mutation ($partner: ID!, $scripts: [PayerScriptInput!]!) {
  withdrawPayerScripts(tradingPartnerId: $partner, scripts: $scripts) {
    ... on TradingPartner { name } ... on Refusal { code path }
  }
}
"""
TOLD = """
query ($partner: ID!) {
  tradingPartner(id: $partner) { gateway }
  payerInstructions(tradingPartnerId: $partner) {
    seed variety: varietyPercent fees { procedureCode allowedCents }
    scripts { outcome memberId reasonCode remarkCodes copayCents }
  }
  payers(filter: { tradingPartnerId: { equals: $partner } }) { nodes { payerNumber } }
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


def test_a_script_for_nobody_is_refused(
    tenant: TenantDatabase, signed_in: Callable[..., Any]
) -> None:
    partner_id = partner_of(tenant)

    answer = signed_in().ask(
        SCRIPT, partner=global_id("TradingPartner", partner_id), script={"outcome": "DENY"}
    )

    assert answer["scriptPayer"] == {"code": "invalid", "path": "memberId"}
    assert told(tenant, partner_id) == {}


def test_what_it_was_told_can_be_read(
    tenant: TenantDatabase, signed_in: Callable[..., Any]
) -> None:
    deny = {"outcome": "deny", "member_id": "W1", "remark_codes": ["N517"]}
    settings = {"simulator": {"seed": 7, "allowed_cents": {"90471": 2150}, "scripts": [deny]}}
    partner_id = partner_of(tenant, settings=settings)
    with tenant.transaction() as session:
        a_payer(session)
        reached = a_payer(session, trading_partner_id=partner_id).payer_number

    answer = signed_in(Permission.READ_PAYERS, Permission.MANAGE_PAYERS).ask(
        TOLD, partner=global_id("TradingPartner", partner_id)
    )

    assert answer == {
        "tradingPartner": {"gateway": "simulator"},
        "payerInstructions": {
            "seed": 7,
            "variety": 0,
            "fees": [{"procedureCode": "90471", "allowedCents": 2150}],
            "scripts": [
                {
                    "outcome": "DENY",
                    "memberId": "W1",
                    "reasonCode": "29",
                    "remarkCodes": ["N517"],
                    "copayCents": 0,
                }
            ],
        },
        "payers": {"nodes": [{"payerNumber": reached}]},
    }


def test_a_real_partner_was_told_nothing(
    tenant: TenantDatabase, signed_in: Callable[..., Any]
) -> None:
    partner_id = partner_of(tenant, gateway="directory")

    answer = signed_in().ask(TOLD, partner=global_id("TradingPartner", partner_id))

    assert answer["payerInstructions"] is None


def test_scripts_are_withdrawn_however_they_were_worded(
    tenant: TenantDatabase, signed_in: Callable[..., Any]
) -> None:
    share = {"outcome": "share", "member_id": "W2"}
    scripts = [{"outcome": "deny", "member_id": "W1"}, share]
    partner_id = partner_of(tenant, settings={"simulator": {"seed": 7, "scripts": scripts}})

    signed_in().ask(
        WITHDRAW,
        partner=global_id("TradingPartner", partner_id),
        scripts=[
            {"outcome": "DENY", "memberId": "W1", "reasonCode": "29", "remarkCodes": []},
            {"outcome": "DENY", "memberId": "W9"},
        ],
    )

    assert told(tenant, partner_id) == {"simulator": {"seed": 7, "scripts": [share]}}


def test_terms_are_set_beside_the_scripts(
    tenant: TenantDatabase, signed_in: Callable[..., Any]
) -> None:
    scripts = [{"outcome": "deny", "member_id": "W1"}]
    settings = {"simulator": {"allowed_cents": {"90472": 1}, "scripts": scripts}}
    partner_id = partner_of(tenant, settings=settings)

    signed_in().ask(
        SET_TERMS,
        partner=global_id("TradingPartner", partner_id),
        terms={
            "seed": 7,
            "varietyPercent": 5,
            "fees": [{"procedureCode": "90471", "allowedCents": 2150}],
        },
    )

    assert told(tenant, partner_id) == {
        "simulator": {
            "seed": 7,
            "variety_percent": 5,
            "allowed_cents": {"90471": 2150},
            "scripts": scripts,
        }
    }


@pytest.mark.parametrize(
    ("strange", "path"),
    [
        ({"varietyPercent": 101}, "varietyPercent"),
        ({"seed": -1}, "seed"),
        ({"fees": [{"procedureCode": "9047", "allowedCents": 1}]}, "fees"),
        ({"fees": [{"procedureCode": "90471", "allowedCents": -1}]}, "fees"),
        ({"fees": [{"procedureCode": "90471", "allowedCents": 1}] * 2}, "fees"),
    ],
)
def test_strange_terms_are_refused_where_they_stand(
    tenant: TenantDatabase, signed_in: Callable[..., Any], strange: dict[str, Any], path: str
) -> None:
    partner_id = partner_of(tenant)

    answer = signed_in().ask(
        SET_TERMS,
        partner=global_id("TradingPartner", partner_id),
        terms={"seed": 1, "varietyPercent": 0, "fees": []} | strange,
    )

    assert answer["setPayerTerms"] == {"code": "invalid", "path": path}
    assert told(tenant, partner_id) == {}


def test_what_was_told_beyond_the_highest_is_read_and_can_be_mended(
    tenant: TenantDatabase, signed_in: Callable[..., Any]
) -> None:
    """As an earlier version kept it."""
    scripts = [
        {"outcome": "underpay", "member_id": "W1", "allowed_percent": 150},
        {"outcome": "deny", "member_id": "W2", "copay_cents": 2**40},
    ]
    settings = {"simulator": {"seed": 2**40, "variety_percent": 101, "scripts": scripts}}
    partner_id = partner_of(tenant, settings=settings)
    admin = signed_in()
    key = global_id("TradingPartner", partner_id)

    read = admin.ask(TOLD, partner=key)["payerInstructions"]
    underpay = {"outcome": "UNDERPAY", "memberId": "W1", "allowedPercent": 100}
    admin.ask(WITHDRAW, partner=key, scripts=[underpay])

    assert (read["seed"], read["variety"]) == (999_999_999, 100)
    assert [each["copayCents"] for each in read["scripts"]] == [0, 999_999_999]
    kept = {"outcome": "deny", "member_id": "W2", "copay_cents": 999_999_999}
    assert told(tenant, partner_id) == {
        "simulator": {"seed": 999_999_999, "variety_percent": 100, "scripts": [kept]}
    }


def test_who_may_only_read_payers_neither_instructs_nor_sees_members(
    tenant: TenantDatabase, signed_in: Callable[..., Any]
) -> None:
    partner_id = partner_of(tenant)
    reader = signed_in(Permission.READ_PAYERS)
    key = global_id("TradingPartner", partner_id)

    refused = reader.ask(INSTRUCT, partner=key, instructions={"seed": 3})

    assert refused["instructPayer"]["code"] == "forbidden"
    assert reader.codes(TOLD, partner=key) == ["forbidden"]
