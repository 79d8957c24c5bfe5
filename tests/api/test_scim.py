"""SCIM 2.0: judged by a tester of others, asked as Entra ID and Okta ask, and attacked."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server
from sqlalchemy import select
from starlette.testclient import TestClient

from api.app import create_app
from tenants import clients, provisioned_groups
from tenants.clients import ClientNumber, Limits
from tenants.models import Membership, User, UserSession
from tenants.permissions import EVERYTHING, Permission
from tenants.sessions import open_session
from tests.api.partners import Partner
from tests.builders import a_member, a_role, a_user, an_organization

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
MEDIA_TYPE = "application/scim+json"
AMPLE = Limits(6_000, 1_000_000)


class Directory:
    """A tenant's directory, as it speaks SCIM."""

    def __init__(self, http: TestClient, token: str) -> None:
        self.http = http
        self.headers = {"authorization": f"Bearer {token}", "content-type": MEDIA_TYPE}

    def asks(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return self.http.request(
            method, f"/scim/v2{path}", json=body, headers=self.headers | headers
        )

    def makes(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.asks("POST", path, body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def patches(self, path: str, *operations: dict[str, Any]) -> Any:
        return self.asks("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)})

    def finds(self, kind: str, wanted: str) -> list[str]:
        answer = self.http.get(
            f"/scim/v2/{kind}", params={"filter": wanted}, headers=self.headers
        ).json()
        assert "Resources" in answer or answer["totalResults"] == 0, answer
        return [one["id"] for one in answer.get("Resources", [])]


def a_person(**changes: Any) -> dict[str, Any]:
    return {
        "schemas": [USER],
        "userName": "Ada@Prairie.example",
        "externalId": "0oa1",
        "name": {"givenName": "Ada", "familyName": "Invented"},
        "emails": [{"value": "ada@prairie.example", "type": "work", "primary": True}],
        "active": True,
    } | changes


def a_group(*members: dict[str, Any], name: str = "Pharmacists") -> dict[str, Any]:
    return {
        "schemas": [GROUP],
        "displayName": name,
        "members": [{"value": member["id"]} for member in members],
    }


@pytest.fixture(scope="module")
def http(settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture
def new_directory(http, tenant) -> Callable[..., Directory]:
    def make(*scopes: Permission, of=tenant, unit_id=None, limits=AMPLE):
        with of.transaction() as session:
            wanted = scopes or (Permission.PROVISION_USERS,)
            made, secret = clients.create_client(session, "Directory", wanted, unit_id)
            clients.limit_client(session, made.id, limits)
        partner = Partner(http, ClientNumber(of.actor.tenant_id, made.id), secret)
        return Directory(http, partner.token())

    return make


@pytest.fixture
def directory(new_directory) -> Directory:
    return new_directory()


def test_the_tester_of_others_finds_nothing(new_directory, http):
    found = new_directory(limits=Limits(60_000, 50_000_000))
    http.headers.update({"authorization": found.headers["authorization"]})
    base_url = http.base_url
    http.base_url = f"{base_url}/scim/v2/"

    results = check_server(SyncSCIMClient(http))

    http.base_url = base_url
    http.headers.pop("authorization")
    wrong = [one for one in results if one.status in {Status.ERROR, Status.CRITICAL}]
    assert [(one.title, one.resource_type, one.reason) for one in wrong] == []
    assert sum(one.status is Status.SUCCESS for one in results) >= 50


def test_a_user_is_made_read_found_and_let_go(directory, tenant):
    made = directory.makes("/Users", a_person())

    read = directory.asks("GET", f"/Users/{made['id']}")
    gone = directory.asks("DELETE", f"/Users/{made['id']}")

    assert read.headers["content-type"] == MEDIA_TYPE
    assert read.headers["etag"] == made["meta"]["version"] == 'W/"1"'
    assert read.json() == made
    assert made["meta"]["location"] == f"http://127.0.0.1:8000/scim/v2/Users/{made['id']}"
    assert gone.status_code == 204
    assert directory.asks("GET", f"/Users/{made['id']}").status_code == 404
    with tenant.transaction() as session:
        user = session.scalars(select(User)).one()
        assert (user.email, user.name, user.is_active) == (
            "ada@prairie.example", "Ada Invented", False,
        )  # fmt: skip


def test_who_is_let_go_can_come_back(directory, tenant):
    made = directory.makes("/Users", a_person())
    directory.asks("DELETE", f"/Users/{made['id']}")

    again = directory.makes("/Users", a_person())

    assert again["id"] == made["id"]
    with tenant.transaction() as session:
        assert session.scalars(select(User.is_active)).all() == [True]


def test_a_password_is_neither_kept_nor_shown(directory, tenant):
    made = directory.makes("/Users", a_person(password="correct horse battery staple"))

    with tenant.transaction() as session:
        assert session.scalars(select(User.password_hash)).all() == [None]
        kept = session.connection().exec_driver_sql("select document::text from provisioned_users")
        assert "horse" not in kept.scalar_one()
    assert "password" not in made


FOUND = {
    'userName eq "ada@prairie.example"': 1,
    'userName Eq "ADA@PRAIRIE.EXAMPLE"': 1,
    'userName eq "nobody"': 0,
    'externalId eq "0oa1"': 1,
    'externalId eq "0OA1"': 0,
    'emails[type eq "work"].value eq "ada@prairie.example"': 1,
    'emails.value eq "ada@prairie.example"': 1,
    'name.familyName sw "Inv"': 1,
    'userName eq "ada@prairie.example" and active eq true': 1,
    'active eq false or not (userName co "ada")': 0,
    'urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ada@prairie.example"': 1,
    "externalId pr": 1,
    'meta.lastModified gt "2020-01-01T00:00:00Z"': 1,
    'userName eq "x\\" or 1 eq 1 --"': 0,
}


@pytest.mark.parametrize(("wanted", "count"), FOUND.items(), ids=FOUND)
def test_users_are_found_by(directory, wanted, count):
    directory.makes("/Users", a_person())

    assert len(directory.finds("Users", wanted)) == count


@pytest.mark.parametrize(
    "wanted", ["userName", "eq", 'userName eq "x', "a b c", "(((", "nothing eq"]
)
def test_a_filter_that_is_none_is_refused_in_scims_own_form(directory, wanted):
    answer = directory.http.get(
        "/scim/v2/Users", params={"filter": wanted}, headers=directory.headers
    )

    assert answer.status_code == 400
    assert answer.json()["schemas"] == [ERROR]
    assert answer.json()["scimType"] == "invalidFilter"


def test_lists_come_in_pages(directory):
    made = [
        directory.makes("/Users", a_person(userName=f"user{n}@prairie.example", emails=[]))["id"]
        for n in range(5)
    ]

    pages = [
        directory.asks("GET", f"/Users?startIndex={start}&count=2").json() for start in (1, 3, 5, 7)
    ]

    assert [page["totalResults"] for page in pages] == [5] * 4
    assert [one["id"] for page in pages for one in page.get("Resources", [])] == made
    assert [page.get("startIndex") for page in pages[:3]] == [1, 3, 5]


def test_entra_id_deactivates_and_renames_in_its_own_way(directory, tenant):
    made = directory.makes("/Users", a_person())
    path = f"/Users/{made['id']}"
    with tenant.transaction() as session:
        open_session(session, session.scalars(select(User.id)).one())

    renamed = directory.patches(
        path,
        {"op": "Replace", "path": "name.familyName", "value": "Fictive"},
        {"op": "Add", "path": 'emails[type eq "work"].value', "value": "ada2@prairie.example"},
        {"op": "Add", "path": 'phoneNumbers[type eq "mobile"].value', "value": "+1 651 555 0100"},
        {
            "op": "Add",
            "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            "value": "Pharmacy",
        },
    )
    closed = directory.patches(path, {"op": "Replace", "path": "active", "value": "False"})

    assert (renamed.status_code, closed.status_code) == (204, 204), renamed.text + closed.text
    shown = directory.asks("GET", path).json()
    assert shown["active"] is False
    assert shown["name"]["familyName"] == "Fictive"
    assert shown["phoneNumbers"][0]["value"] == "+1 651 555 0100"
    with tenant.transaction() as session:
        user = session.scalars(select(User)).one()
        assert (user.email, user.is_active) == ("ada2@prairie.example", False)
        assert session.scalars(select(UserSession.ended_at)).one() is not None


def test_okta_deactivates_without_a_path_and_replaces_the_whole(directory):
    made = directory.makes("/Users", a_person())
    path = f"/Users/{made['id']}"

    directory.patches(path, {"op": "replace", "value": {"active": False}})
    closed = directory.asks("GET", path)
    opened = directory.asks("PUT", path, a_person(displayName="Ada F.", unknown="kept by nobody"))

    assert closed.json()["active"] is False
    assert opened.status_code == 200, opened.text
    assert (opened.json()["active"], opened.json()["displayName"]) == (True, "Ada F.")


def test_a_version_that_is_not_the_present_one_changes_nothing(directory):
    made = directory.makes("/Users", a_person())
    path = f"/Users/{made['id']}"
    directory.patches(path, {"op": "replace", "value": {"title": "Lead"}})

    answer = directory.asks("PUT", path, a_person(), **{"if-match": 'W/"1"'})

    assert answer.status_code == 412
    assert directory.asks("GET", path).json()["title"] == "Lead"


def granted(tenant, group: dict[str, Any], **given: Any):
    """A role on a branch, by being in the group."""
    with tenant.transaction() as session:
        role, unit = a_role(session, **given), an_organization(session, name=group["displayName"])
        provisioned_groups.grant_by_group(session, group["id"], role.id, unit.id)
        return role.id, unit.id


def memberships(tenant) -> set[tuple[Any, Any, bool]]:
    with tenant.transaction() as session:
        rows = session.scalars(select(Membership)).all()
        return {(row.role_id, row.unit_id, row.group_id is not None) for row in rows}


def test_being_in_a_group_gives_what_the_admin_said(directory, tenant):
    ada = directory.makes("/Users", a_person())
    group = directory.makes("/Groups", a_group(ada))
    before = memberships(tenant)
    role_id, unit_id = granted(tenant, group)
    given = memberships(tenant)
    path = f"/Groups/{group['id']}"

    removed = directory.patches(path, {"op": "remove", "path": f'members[value eq "{ada["id"]}"]'})
    taken = memberships(tenant)
    added = directory.patches(
        path, {"op": "Add", "path": "members", "value": [{"value": ada["id"]}]}
    )
    again = memberships(tenant)
    removed_by_entra = directory.patches(
        path, {"op": "Remove", "path": "members", "value": [{"value": ada["id"]}]}
    )

    assert [one.status_code for one in (removed, added, removed_by_entra)] == [204] * 3
    assert (before, given, taken, again) == (set(), {(role_id, unit_id, True)}, set(), given)
    assert memberships(tenant) == set()


def test_what_two_groups_give_stays_until_neither_does(directory, tenant):
    ada = directory.makes("/Users", a_person())
    first, second = (directory.makes("/Groups", a_group(ada, name=name)) for name in ("A", "B"))
    role_id, unit_id = granted(tenant, first)
    with tenant.transaction() as session:
        provisioned_groups.grant_by_group(session, second["id"], role_id, unit_id)

    directory.asks("DELETE", f"/Groups/{first['id']}")
    still = memberships(tenant)
    directory.asks("DELETE", f"/Groups/{second['id']}")

    assert (still, memberships(tenant)) == ({(role_id, unit_id, True)}, set())


def test_what_people_gave_stays_when_the_group_goes(directory, tenant):
    ada = directory.makes("/Users", a_person())
    group = directory.makes("/Groups", a_group(ada))
    role_id, unit_id = granted(tenant, group)
    with tenant.transaction() as session:
        extra = a_role(session, permissions=[])
        session.add(Membership(user_id=ada["id"], role_id=extra.id, unit_id=unit_id))

    directory.asks("PUT", f"/Groups/{group['id']}", a_group())

    assert memberships(tenant) == {(extra.id, unit_id, False)}
    assert role_id != extra.id


def test_a_group_shows_its_members_and_a_user_their_groups(directory):
    ada = directory.makes("/Users", a_person())
    group = directory.makes("/Groups", a_group(ada))

    (member,) = directory.asks("GET", f"/Groups/{group['id']}").json()["members"]
    (within,) = directory.asks("GET", f"/Users/{ada['id']}").json()["groups"]

    assert member["value"] == ada["id"]
    assert member["$ref"].endswith(f"/scim/v2/Users/{ada['id']}")
    assert (within["value"], within["display"]) == (group["id"], "Pharmacists")
    assert directory.finds("Groups", 'displayName eq "pharmacists"') == [group["id"]]


def test_a_directory_cannot_touch_whom_people_made_mightier(directory, tenant):
    with tenant.transaction() as session:
        a_member(session, email="boss@prairie.example", permissions=EVERYTHING)

    answer = directory.asks("POST", "/Users", a_person(userName="boss@prairie.example", emails=[]))

    assert (answer.status_code, answer.json()["schemas"]) == (403, [ERROR])
    assert directory.finds("Users", 'userName eq "boss@prairie.example"') == []


def test_a_provisioned_user_who_was_made_mightier_is_out_of_reach(directory, tenant):
    ada = directory.makes("/Users", a_person())
    with tenant.transaction() as session:
        role, unit = a_role(session, permissions=["ledger:write"]), an_organization(session)
        session.add(Membership(user_id=ada["id"], role_id=role.id, unit_id=unit.id))
    path = f"/Users/{ada['id']}"

    answers = [
        directory.patches(path, {"op": "replace", "value": {"active": False}}),
        directory.asks("PUT", path, a_person(emails=[{"value": "eve@evil.example"}])),
        directory.asks("DELETE", path),
    ]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert directory.asks("GET", path).json()["active"] is True


def test_a_user_who_was_invited_before_becomes_the_directorys(directory, tenant):
    with tenant.transaction() as session:
        invited = a_user(session, email="ada@prairie.example")

    made = directory.makes("/Users", a_person())

    assert made["id"] == str(invited.id)


def test_the_same_user_is_made_once(directory):
    directory.makes("/Users", a_person())

    answer = directory.asks("POST", "/Users", a_person())

    assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")


BAD = {
    "no JSON": ("POST", "/Users", None, 400),
    "no userName": ("POST", "/Users", {"schemas": [USER]}, 400),
    "another schema": ("POST", "/Users", {"schemas": [GROUP], "displayName": "x"}, 400),
    "a zero byte": ("POST", "/Users", a_person(displayName="a\0b"), 400),
    "a zero byte in a corner": ("POST", "/Users", a_person(title="a\0b"), 400),
    "an address of two words": ("POST", "/Users", a_person(userName="a b", emails=[]), 400),
    "a long name": ("POST", "/Users", a_person(userName="a" * 1_000, emails=[]), 400),
    "a stranger as member": ("POST", "/Groups", a_group({"id": str("0" * 8 + "-0000-0000-0000-" + "0" * 12)}), 400),
    "no id as member": ("POST", "/Groups", a_group({"id": "ada"}), 400),
    "a group without a name": ("POST", "/Groups", {"schemas": [GROUP]}, 400),
    "no such user": ("GET", "/Users/nobody", None, 404),
    "no such path": ("GET", "/Nothing", None, 404),
    "the wrong verb": ("DELETE", "/Users", None, 405),
    "several at once": ("POST", "/Bulk", {"schemas": [], "Operations": []}, 501),
    "an unknown operation": ("PATCH", "/Users/00000000-0000-0000-0000-000000000000", {"schemas": [PATCH], "Operations": [{"op": "explode"}]}, 400),
}  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "status"), BAD.values(), ids=BAD)
def test_bad_requests_are_refused_in_scims_own_form(directory, tenant, method, path, body, status):
    answer = directory.asks(method, path, body)

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.json()["schemas"] == [ERROR]
    with tenant.transaction() as session:
        assert session.scalars(select(User)).all() == []


def test_without_the_scope_or_a_token_nothing_is_answered(new_directory, http, signed_in):
    other = new_directory(Permission.READ_USERS, Permission.MANAGE_USERS)
    browser = signed_in()

    answers = [
        other.asks("GET", "/Users"),
        http.get("/scim/v2/Users"),
        http.get("/scim/v2/Users", headers={"authorization": "Bearer x"}),
        http.get("/scim/v2/Users", headers=browser.headers),
    ]

    assert [answer.status_code for answer in answers] == [403, 401, 401, 401]
    assert answers[1].headers["www-authenticate"] == 'Bearer realm="SCIM"'


def test_one_tenants_directory_sees_and_touches_nothing_of_another(
    directory, new_directory, other_tenant
):
    ada = directory.makes("/Users", a_person())
    group = directory.makes("/Groups", a_group(ada))
    thief = new_directory(of=other_tenant)

    answers = [
        thief.asks("GET", f"/Users/{ada['id']}"),
        thief.asks("PUT", f"/Users/{ada['id']}", a_person(active=False)),
        thief.asks("DELETE", f"/Users/{ada['id']}"),
        thief.asks("DELETE", f"/Groups/{group['id']}"),
        thief.asks("POST", "/Groups", a_group(ada)),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404, 400]
    assert thief.finds("Users", 'userName eq "ada@prairie.example"') == []
    assert directory.asks("GET", f"/Users/{ada['id']}").json()["active"] is True


def test_requests_are_counted(new_directory):
    limited = new_directory(limits=Limits(2, 1_000))

    answers = [limited.asks("GET", "/Users") for _ in range(6)]

    assert 429 in [answer.status_code for answer in answers]
    assert answers[-1].json()["schemas"] == [ERROR]
