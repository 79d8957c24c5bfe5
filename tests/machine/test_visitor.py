"""A visitor reaches the API as the demo's people and programs do."""

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from mortar.demo.cast import HARBOR, JUNIPER
from mortar.demo.credentials import email
from mortar.visitor import TurnedAway, Visitor

ME = "{ me { kind organization { slug } } }"


@pytest.fixture
def visitor(settings):
    with TestClient(create_app(settings), base_url=settings.public_url) as http:
        yield Visitor(http)


def test_a_person_signs_in_and_asks(visitor, credentials):
    password = credentials.of(HARBOR.slug).passwords["pharmacist"]

    visitor.sign_in(HARBOR.slug, email("pharmacist", HARBOR.slug), password)

    assert visitor.ask(ME) == {"me": {"kind": "USER", "organization": {"slug": "harbor"}}}


def test_a_partner_s_program_presents_itself_and_asks(visitor, credentials):
    juniper = credentials.of(JUNIPER.slug)

    visitor.present(juniper.client_number, juniper.client_secret)

    assert visitor.ask(ME) == {"me": {"kind": "CLIENT", "organization": {"slug": "juniper"}}}


def test_a_wrong_password_is_turned_away(visitor, credentials):
    with pytest.raises(TurnedAway, match="/auth/sign-in answered 401"):
        visitor.sign_in(HARBOR.slug, email("pharmacist", HARBOR.slug), "guess")


def test_the_password_of_one_pharmacy_does_not_open_the_other(visitor, credentials):
    password = credentials.of(HARBOR.slug).passwords["admin"]

    with pytest.raises(TurnedAway):
        visitor.sign_in(JUNIPER.slug, email("admin", JUNIPER.slug), password)


def test_whoever_is_not_signed_in_is_told_so(visitor):
    with pytest.raises(TurnedAway, match="Sign in first"):
        visitor.ask(ME)
