"""Every root field, found by introspection: its permission, and what it shows to another tenant."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLField, GraphQLInterfaceType, GraphQLObjectType, get_named_type

from api import authorization
from api.documents import Documents
from api.doors import permission_of
from api.reading.declarations import declaration_of
from api.schema import core
from tenants.database import find
from tenants.identifiers import new_id
from tenants.models import OrganizationUnit
from tenants.permissions import EVERYTHING, Permission
from tests.api.comparing import StatementLog, Told, difference, statements_logged
from tests.api.conftest import Browser
from tests.api.probes import id_places, probe, root_fields, takes_ids
from tests.tenants.catalogue import tables_of_a_store
from tests.tenants.victims import content, digest, rows_of_its_store

ROOT = Path(__file__).parents[2]
API = ROOT / "api"

SCHEMA = core()
FIELDS = {name: (operation, definition) for operation, name, definition in root_fields(SCHEMA)}
OPEN = {"me", "myAccess", "node", "nodes"}
"""Root fields that need no more than being signed in."""


def kinds() -> dict[str, str]:
    """Each type with a global id, and the table that its rows are in."""
    found = {}
    for name, kind in SCHEMA.type_map.items():
        declared = declaration_of(kind) if isinstance(kind, GraphQLObjectType) else None
        if declared is not None and declared.model is not None:
            found[name] = declared.model.__tablename__
    return found


KINDS = kinds()


def ids_of(victim) -> dict[str, str]:
    return {kind: f"{kind}_{victim.rows[table]}" for kind, table in KINDS.items()}


def shown(answer, victim) -> list[str]:
    """The tables of which the answer names a row of the victim's."""
    return [table for table, row_id in victim.rows.items() if str(row_id) in answer.text]


def test_the_schema_has_fields_to_try():
    assert len(FIELDS) >= 30
    assert len(KINDS) >= 15
    assert sum(takes_ids(definition) for _, definition in FIELDS.values()) >= 20


@pytest.mark.parametrize("name", FIELDS)
def test_every_root_field_names_its_permission(name):
    assert permission_of(FIELDS[name][1]) is not None


@pytest.mark.parametrize("name", FIELDS)
def test_every_root_field_can_be_probed(name):
    operation, definition = FIELDS[name]

    query, variables = probe(operation, name, definition, SCHEMA, "Claim_" + "0" * 36)

    Documents(SCHEMA, introspection=True).operation(query, None).coerced(variables)


def by_permission() -> dict[Permission, list[str]]:
    found = defaultdict(list)
    for name, (_, definition) in FIELDS.items():
        found[permission_of(definition)].append(name)
    return found


def asked(browser: Browser, name: str, id_: str) -> Any:
    """The answer that tells whether the field, and nothing beneath it, is refused."""
    operation, definition = FIELDS[name]
    shown = (
        "__typename ... on Refusal { code message }" if operation == "mutation" else "__typename"
    )
    return browser.post(*probe(operation, name, definition, SCHEMA, id_, shown=shown))


def closed(permission: Permission) -> str:
    """What a door says; a command may refuse as forbidden too, in words of its own."""
    return f"This needs the permission {permission}."


def test_without_its_permission_no_field_does_anything(signed_in, superuser, victim, tenant):
    """Whoever asks has every other one, so no other opens it either."""
    lacking = {
        permission: signed_in(*EVERYTHING - {permission}, of=tenant)
        for permission in by_permission().keys() - {Permission.READ_OWN_ACCOUNT}
    }
    before = digest(superuser, victim, but="audit_events")
    answered = []

    for permission, nobody in lacking.items():
        for name in by_permission()[permission]:
            answer = asked(nobody, name, ids_of(victim)["Claim"])
            if closed(permission) not in answer.text or shown(answer, victim):
                answered.append((name, answer.text[:300]))

    assert answered == []
    assert digest(superuser, victim, but="audit_events") == before
    assert refused(superuser, tenant) == set(FIELDS) - OPEN


def test_with_exactly_its_permission_every_field_answers(signed_in, tenant):
    """With the test above: one permission opens exactly its fields, for all of both."""
    forbidden = []

    for permission, names in by_permission().items():
        somebody = signed_in(permission, of=tenant)
        for name in names:
            kind, *others = kinds_for(FIELDS[name][1])
            answer = asked(somebody, name, f"{'Thing' if others else kind}_{new_id()}")
            if closed(permission) in answer.text or '"data":' not in answer.text:
                forbidden.append((permission, name, answer.text[:300]))

    assert forbidden == []


def test_what_every_user_may_do_opens_nothing_else():
    assert set(by_permission()[Permission.READ_OWN_ACCOUNT]) == OPEN


def test_the_document_of_all_permissions_is_current():
    assert (ROOT / "docs" / "authorization.md").read_text() == authorization.exported(SCHEMA)


def refused(superuser, tenant) -> set[str]:
    """The root fields whose refusal the audit log tells of."""
    rows = superuser.execute(
        "select action from audit_events where tenant_id = %s and (outcome, code) ="
        " ('refused', 'forbidden') and through = 'browser' and through_id is not null"
        " and request_id is not null",
        (tenant.actor.tenant_id,),
    )
    return {action for (action,) in rows}


def test_only_reads_look_at_the_kind_that_an_id_names():
    """Commands look at its key alone (and the audit log at both): one kind stands for all."""
    using = {
        str(path.relative_to(API))
        for path in API.rglob("*.py")
        if "kind_of" in path.read_text() and path.name != "ids.py"
    }

    assert {path.split("/")[0] for path in using} == {"audit.py", "reading"}


def attempts(name: str, own: UUID) -> Iterator[Callable[[UUID], list[str]]]:
    """The ids of each probe: another's at one place and one's own at all others, or theirs at all."""
    _, definition = FIELDS[name]
    places = id_places(definition)
    for kind in kinds_for(definition):
        for at in range(places):
            yield lambda theirs, kind=kind, at=at: [
                f"{kind}_{theirs if place == at else own}" for place in range(places)
            ]
        if places != 1:
            yield lambda theirs, kind=kind: [f"{kind}_{theirs}"] * places


def kinds_for(definition: GraphQLField) -> list[str]:
    """Which kinds an id may name there: any at `node`, else what is shown."""
    shown = get_named_type(definition.type)
    if isinstance(shown, GraphQLInterfaceType):
        return list(KINDS)
    return [shown.name if shown.name in KINDS else "Claim"]


@dataclass(frozen=True)
class Thief:
    """Somebody who asks for what is another's, and for what there is not."""

    browser: Browser
    log: StatementLog
    own: UUID

    def probes(self, theirs: UUID) -> Iterator[tuple[str, Told, bool]]:
        """Every root field with all that `attempts` says, what is told, and whether it tells apart."""
        absent = new_id()
        for name, (operation, definition) in FIELDS.items():
            for ids in attempts(name, self.own):
                found: list[Told] = []

                def ask(about: UUID, ids: Any = ids, root: Any = (operation, name, definition),
                        found: list[Told] = found) -> Told:  # fmt: skip
                    query, variables = probe(*root, SCHEMA, ids(about))
                    found.append(self.log.told(about, lambda: self.browser.post(query, variables)))
                    return found[-1]

                is_apart = takes_ids(definition) and difference(ask, theirs, absent) is not None
                yield name, found[0] if found else ask(theirs), is_apart


def test_no_field_shows_or_changes_anything_of_another_tenant(
    signed_in, superuser, with_everything, tenant, other_tenant, postgres
):
    """All rows of a tenant share an id, so that it names something whatever a field looks for.

    Bytes and statements are those for an id that there is not.
    """
    their_id, own_id = new_id(), new_id()
    victim = with_everything(tenant, chosen=lambda _: their_id)
    with_everything(other_tenant, chosen=lambda _: own_id)
    before = digest(superuser, victim)
    leaks, logged = [], 0

    with statements_logged(postgres) as log:
        for name, told, is_apart in Thief(signed_in(of=other_tenant), log, own_id).probes(their_id):
            logged += bool(told.statements)
            if is_apart or shown(told, victim) or told.status != 200:
                leaks.append((name, is_apart, told.text[:300]))

    assert leaks == []
    assert digest(superuser, victim) == before
    assert logged >= 400


def test_no_field_shows_or_changes_anything_of_another_store(
    signed_in, superuser, with_everything, neighbour, tenant, postgres
):
    """The thief has every permission, in the same tenant, at another store."""
    of_the_store, shared = new_id(), new_id()
    scoped = tables_of_a_store(superuser)
    victim = with_everything(
        tenant, chosen=lambda table: of_the_store if table in scoped else shared
    )
    rows = rows_of_its_store(superuser, victim)
    thief = signed_in(of=tenant, unit=neighbour.store)
    before = content(superuser, victim)
    leaks = []

    with statements_logged(postgres) as log:
        for name, told, is_apart in Thief(thief, log, shared).probes(of_the_store):
            if is_apart or {*shown(told, victim)} & {*rows} or told.status != 200:
                leaks.append((name, is_apart, told.text[:300]))

    assert leaks == []
    assert content(superuser, victim) == before
    assert len(before) >= len(rows) >= 20


def test_what_is_there_is_told_apart_from_what_is_not(signed_in, victim, tenant, postgres):
    """Otherwise the likeness above would prove nothing: by its bytes, and by its statements alone."""
    reader, claim_id = signed_in(of=tenant), victim.rows["claims"]

    with statements_logged(postgres) as log:

        def seen(id_: UUID) -> Told:
            asked = {"id": f"Claim_{id_}"}
            return log.told(
                id_, lambda: reader.post("query($id: ID!) { node(id: $id) { id } }", asked)
            )

        apart = difference(seen, claim_id, new_id())

    assert apart is not None
    assert apart[0].body != apart[1].body
    assert apart[0].statements != apart[1].statements, "only of a patient who is seen is recorded"


def test_a_member_of_the_store_is_shown_its_rows(signed_in, superuser, victim, tenant):
    """Otherwise the silence above would prove nothing."""
    with tenant.transaction() as session:
        store = find(session, OrganizationUnit, victim.rows["stores"])
    member = signed_in(of=tenant, unit=store)
    rows = rows_of_its_store(superuser, victim)

    silent = [
        kind
        for kind, id_ in ids_of(victim).items()
        if KINDS[kind] in rows
        and not member.ask("query($id: ID!) { node(id: $id) { id } }", id=id_)["node"]
    ]

    assert silent == []


def test_the_same_probes_show_the_victim_its_own(signed_in, victim, tenant):
    """Otherwise the silence above would prove nothing."""
    owner = signed_in(of=tenant)
    silent = []

    for name, (operation, definition) in FIELDS.items():
        kind = definition.type.name if isinstance(definition.type, GraphQLObjectType) else ""
        if operation == "query" and kind in KINDS:
            query, variables = probe(operation, name, definition, SCHEMA, ids_of(victim)[kind])
            answer = owner.post(query, variables)
            if KINDS[kind] not in shown(answer, victim):
                silent.append((name, answer.text[:300]))

    assert silent == []
