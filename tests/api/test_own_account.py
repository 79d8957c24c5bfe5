"""One's own account over HTTP: the session's limits, the others, and a new password."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from tenants.models import UserSession
from tests.api.people import PASSWORD, Person, a_pharmacy, user_of

CHOSEN = "seven grey herons by the river"


def test_one_is_told_how_long_the_session_lasts(ada):
    shown = ada.get("/auth/session").json()

    now = datetime.now(UTC)
    left = {name: datetime.fromisoformat(at) - now for name, at in shown.items()}
    assert timedelta(minutes=10) < left["idleEndsAt"] <= timedelta(minutes=15)
    assert timedelta(hours=11) < left["endsAt"] <= timedelta(hours=12)
    assert timedelta(minutes=10) < left["recentUntilAt"] <= timedelta(minutes=15)


def test_asking_how_long_does_not_prolong_it(pharmacy, ada):
    long_ago = datetime.now(UTC) - timedelta(minutes=14)
    with pharmacy.transaction() as session:
        session.execute(update(UserSession).values(last_seen_at=long_ago))

    ada.get("/auth/session")

    with pharmacy.transaction() as session:
        assert session.scalars(select(UserSession.last_seen_at)).one() == long_ago


def test_a_session_that_is_over_has_no_time_left(pharmacy, ada):
    with pharmacy.transaction() as session:
        session.execute(update(UserSession).values(ended_at=datetime.now(UTC)))

    assert ada.get("/auth/session").status_code == 401


def test_one_is_told_of_the_sign_in_before(http, pharmacy, ada):
    first = ada.get("/auth/me").json()
    for _ in range(2):
        ada.sign_in(password="a wrong password")

    again = Person(http, pharmacy)
    again.sign_in()

    second = again.get("/auth/me").json()
    assert first["name"] == "Ada Invented"
    assert first["lastSignIn"] == {"at": None, "address": None, "failedAttempts": 0}
    assert second["lastSignIn"]["address"] == "testclient"
    assert second["lastSignIn"]["failedAttempts"] == 2


def test_one_ends_ones_other_sessions(http, pharmacy, ada):
    others = [Person(http, pharmacy) for _ in range(3)]
    for other in others:
        other.sign_in()
    listed = ada.get("/auth/sessions").json()["sessions"]

    one = ada.post("/auth/sessions/end", id=listed[0]["id"])
    after_one = [other.get("/auth/me").status_code for other in others]
    rest = ada.post("/auth/sessions/end")

    assert [each["isCurrent"] for each in listed] == [False, False, False, True]
    assert {each["userAgent"] for each in listed} == {"testclient"}
    assert (one.status_code, rest.status_code) == (204, 204)
    assert after_one == [200, 200, 401]
    assert [other.get("/auth/me").status_code for other in others] == [401] * 3
    assert ada.get("/auth/me").status_code == 200


def test_nobody_ends_anothers_session(database, http, pharmacy, ada):
    stranger = Person(http, a_pharmacy(database))
    stranger.sign_in()
    own = ada.get("/auth/sessions").json()["sessions"][0]["id"]

    answer = stranger.post("/auth/sessions/end", id=own)

    assert answer.status_code == 204
    assert ada.get("/auth/me").status_code == 200


@pytest.mark.parametrize("path", ["/auth/sessions/end", "/auth/password"])
def test_another_site_cannot_act_with_the_cookie(http, ada, path):
    forged = http.post(path, json={}, headers={"cookie": f"mortar={ada.cookie}"})
    guessed = http.post(
        path, json={"csrf_token": "guess"}, headers={"cookie": f"mortar={ada.cookie}"}
    )

    assert (forged.status_code, guessed.status_code) == (403, 403)
    assert ada.get("/auth/me").status_code == 200


def test_a_new_password_takes_the_present_one_and_ends_other_sessions(http, pharmacy, ada):
    other = Person(http, pharmacy)
    other.sign_in()
    before = ada.cookie

    changed = ada.post("/auth/password", present=PASSWORD, password=CHOSEN)

    assert changed.status_code == 200
    assert ada.cookie != before
    assert ada.get("/auth/me").status_code == 200
    assert other.get("/auth/me").status_code == 401
    former = http.get("/auth/me", headers={"cookie": f"mortar={before}"})
    assert former.status_code == 401
    codes = [other.sign_in(password=each).status_code for each in (PASSWORD, CHOSEN)]
    assert codes == [401, 200]


@pytest.mark.parametrize(
    "wanted",
    ["short", "a" * 20, "correcthorsebatterystaple", "the prairie is wide and far", PASSWORD],
)
def test_an_unfit_password_is_refused(pharmacy, ada, wanted):
    before = user_of(pharmacy).password_hash

    answer = ada.post("/auth/password", present=PASSWORD, password=wanted)

    assert (answer.status_code, answer.json()["code"]) == (400, "unfit_password")
    assert user_of(pharmacy).password_hash == before


def test_a_wrong_present_password_counts_as_a_failed_attempt(pharmacy, ada):
    answers = [ada.post("/auth/password", present="wrong", password=CHOSEN) for _ in range(5)]

    assert {each.status_code for each in answers} == {401}
    user = user_of(pharmacy)
    assert user.failed_sign_in_count == 5
    assert user.locked_until_at is not None


def test_nobody_changes_a_password_unknown(http):
    answer = http.post("/auth/password", json={"present": PASSWORD, "password": CHOSEN})

    assert answer.status_code == 401
