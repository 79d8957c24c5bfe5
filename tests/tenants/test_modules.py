"""Modules: every permission has one; what is switched off is withheld and comes back."""

import pytest
from sqlalchemy.orm import Session

from tenants.access import access_of_client, access_of_user, modules_off
from tenants.actor import ActorKind
from tenants.clients import create_client
from tenants.meanings import MEANINGS, Module
from tenants.modules import SENTENCES, switch_module
from tenants.permissions import EVERYTHING, Permission
from tenants.refusals import Forbidden, Invalid, ModuleOff
from tests.builders import a_member


def test_every_permission_has_a_meaning_and_every_module_a_permission() -> None:
    assert set(MEANINGS) == EVERYTHING
    assert {meaning.module for meaning in MEANINGS.values()} == set(Module)
    assert set(SENTENCES) == set(Module) - {Module.CORE}
    assert all(meaning.sentence.endswith(".") for meaning in MEANINGS.values())


def test_what_is_switched_off_is_withheld_and_named(session: Session) -> None:
    user = a_member(session)

    switch_module(session, Module.REMITTANCE, is_on=False)
    access = access_of_user(session, user.id)

    assert access is not None
    actor = access.actor()
    withheld = {each for each in Permission if MEANINGS[each].module is Module.REMITTANCE}
    assert actor.permissions == EVERYTHING - withheld
    assert actor.switched_off == withheld
    with pytest.raises(ModuleOff, match="remittance"):
        actor.must(Permission.READ_REMITTANCES)


def test_what_was_never_granted_is_forbidden_whatever_is_switched(session: Session) -> None:
    user = a_member(session, permissions={Permission.READ_CLAIMS})

    switch_module(session, Module.REMITTANCE, is_on=False)
    access = access_of_user(session, user.id)

    assert access is not None
    with pytest.raises(Forbidden):
        access.actor().must(Permission.READ_REMITTANCES)


def test_a_module_comes_back(session: Session) -> None:
    switch_module(session, Module.ANALYTICS, is_on=False)
    off = modules_off(session)

    switch = switch_module(session, Module.ANALYTICS, is_on=True)

    assert (off, modules_off(session)) == ({Module.ANALYTICS}, frozenset())
    assert (switch.is_on, switch.switched_by) == (True, "job:test")


def test_without_interoperability_no_program_may_do_anything(session: Session) -> None:
    scopes = [Permission.READ_CLAIMS, Permission.READ_PAYERS]
    client, _ = create_client(session, "Dispensing system", scopes)

    switch_module(session, Module.INTEROPERABILITY, is_on=False)
    access = access_of_client(session, client, scopes)

    actor = access.actor()
    assert actor.kind is ActorKind.CLIENT
    assert actor.switched_off == set(scopes)
    with pytest.raises(ModuleOff, match="interoperability"):
        actor.must(Permission.READ_PAYERS)


def test_the_core_stays(session: Session) -> None:
    with pytest.raises(Invalid):
        switch_module(session, Module.CORE, is_on=False)

    assert modules_off(session) == frozenset()
