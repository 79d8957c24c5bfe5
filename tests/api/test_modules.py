"""A module that is switched off: its fields refuse, compiled or not, from the next request on."""

from collections.abc import Callable

from graphql import get_named_type

from api.doors import permission_of
from api.reading.declarations import declaration_of
from api.schema import core
from tenants.meanings import MEANINGS, Module
from tenants.permissions import Permission
from tests.api.conftest import Browser
from tests.api.probes import probe, root_fields

SCHEMA = core()
SWITCH = """mutation ($module: Module!, $isOn: Boolean!) {
    switchModule(module: $module, isOn: $isOn) { ... on ModuleState { module isOn switchedBy }
        ... on Refusal { code message } } }"""
MODULES = "{ modules { module isOn sentence switchedAt } }"
SignedIn = Callable[..., Browser]


def switch(browser: Browser, module: Module, *, is_on: bool) -> None:
    found = browser.ask(SWITCH, module=module.name, isOn=is_on)["switchModule"]
    assert found["isOn"] is is_on


def test_every_root_field_belongs_to_one_module() -> None:
    modules = {
        name: MEANINGS[permission].module
        for _, name, field in root_fields(SCHEMA)
        if (permission := permission_of(field)) is not None
    }

    assert len(modules) == len(list(root_fields(SCHEMA)))
    assert set(modules.values()) == set(Module)


def test_all_fields_of_a_module_refuse_and_no_others(signed_in: SignedIn) -> None:
    browser = signed_in()
    wrong = []

    for off in set(Module) - {Module.CORE}:
        switch(browser, off, is_on=False)
        for operation, name, field in root_fields(SCHEMA):
            if operation == "mutation" and name == "switchModule":
                continue
            permission = permission_of(field)
            assert permission is not None
            query, variables = probe(operation, name, field, SCHEMA, "Claim_" + "0" * 36)
            refused = '"module_off"' in browser.post(query, variables).text
            if MEANINGS[permission].module is off and not refused:
                wrong.append((off, name))
        switch(browser, off, is_on=True)

    assert wrong == []


def test_fields_of_other_modules_still_answer(signed_in: SignedIn) -> None:
    browser = signed_in()

    switch(browser, Module.REMITTANCE, is_on=False)

    assert browser.ask("{ claims { totalCount } }") == {"claims": {"totalCount": 0}}
    assert browser.codes("{ remittances { totalCount } }") == ["module_off"]
    assert browser.codes("{ claims { nodes { id } } remittances { nodes { id } } }") == [
        "module_off"
    ]


def test_a_switch_is_felt_at_once_both_ways(signed_in: SignedIn) -> None:
    browser = signed_in()
    query = "{ claims { totalCount } }"

    before = browser.post(query).json()
    switch(browser, Module.MEDICAL_BILLING, is_on=False)
    off = browser.codes(query)
    switch(browser, Module.MEDICAL_BILLING, is_on=True)

    assert off == ["module_off"]
    assert browser.post(query).json()["data"] == before["data"]


def test_a_module_reaches_what_hangs_on_others(signed_in: SignedIn) -> None:
    """A field beneath a root of the core shows a type of the module."""
    browser = signed_in()
    query = "{ patients { nodes { claims { nodes { id } } } } }"
    shown = get_named_type(
        get_named_type(SCHEMA.type_map["Patient"].fields["claims"].type).fields["nodes"].type
    )

    switch(browser, Module.MEDICAL_BILLING, is_on=False)
    answer = browser.post(query).json()

    declared = declaration_of(shown)
    assert declared is not None
    assert declared.needs is Permission.READ_CLAIMS
    assert answer == {"data": {"patients": {"nodes": []}}} | {"extensions": answer["extensions"]}


def test_the_states_are_shown(signed_in: SignedIn) -> None:
    browser = signed_in()
    switch(browser, Module.ANALYTICS, is_on=False)

    shown = {each["module"]: each for each in browser.ask(MODULES)["modules"]}

    assert set(shown) == {module.name for module in Module} - {"CORE"}
    assert [name for name, each in shown.items() if not each["isOn"]] == ["ANALYTICS"]
    assert shown["ANALYTICS"]["switchedAt"] is not None


def test_the_core_refuses_to_be_switched_off(signed_in: SignedIn) -> None:
    refused = signed_in().ask(SWITCH, module="CORE", isOn=False)["switchModule"]

    assert refused["code"] == "invalid"


def test_permissions_are_told_in_sentences(signed_in: SignedIn) -> None:
    browser = signed_in()
    switch(browser, Module.RULES_LAB, is_on=False)

    told = browser.ask("{ permissionMeanings { name touches module isOn sentence } }")

    found = {each["name"]: each for each in told["permissionMeanings"]}
    assert set(found) == set(Permission)
    assert found["ledger:write"]["touches"] == "MONEY"
    assert [name for name, each in found.items() if not each["isOn"]] == ["rules:try"]


def test_one_is_told_what_one_may_do_and_why(signed_in: SignedIn) -> None:
    browser = signed_in(Permission.READ_CLAIMS)
    query = """query ($permission: String) { myAccess(permission: $permission) {
        isAllowed why hindrances sentence grants { roleName unitName hindrance } } }"""

    (claims,) = browser.ask(query, permission="claims:read")["myAccess"]
    (ledger,) = browser.ask(query, permission="ledger:write")["myAccess"]
    everything = browser.ask(query)["myAccess"]

    assert claims["isAllowed"]
    assert len(claims["grants"]) == 1
    assert ledger["hindrances"] == ["NOT_GRANTED"]
    assert ledger["why"] == "No role of the user allows it."
    assert len(everything) == len(Permission)


def test_only_who_may_read_users_is_told_of_others(signed_in: SignedIn) -> None:
    browser = signed_in()
    other = browser.ask("{ users { nodes { id } } }")["users"]["nodes"][0]["id"]
    query = 'query ($id: ID!) { accessOf(userId: $id, permission: "claims:read") { isAllowed } }'

    assert browser.ask(query, id=other) == {"accessOf": [{"isAllowed": True}]}
    assert signed_in(Permission.READ_CLAIMS).codes(query, id=other) == ["forbidden"]
