"""The chain: every falsification is found and located, whoever made it; honest logs stand."""

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, create_engine

from infra.postgres import EmbeddedPostgres
from tenants.chain.heads import Export, Exporter, exports
from tenants.chain.verification import Kind, look, verify
from tests.audit.chains import HeadsInMemory, Sealed, as_superuser, sealed
from tests.audit.tampers import TAMPERS, Crime, cut_tail, remove_chain, rewrite_tail
from tests.conftest import TestDatabase

ROUNDS = 30
"""Of each kind of falsification."""


@pytest.fixture(scope="module")
def superusers(postgres: EmbeddedPostgres, database: TestDatabase) -> Iterator[Engine]:
    assert database is not None
    url = postgres.url("mortar").replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def chains(database: TestDatabase) -> Sealed:
    exporter = Exporter(database.platform, HeadsInMemory(), Ed25519PrivateKey.generate())
    tenants = [database.new_tenant() for _ in range(3)]
    return sealed(database.platform, exporter, tenants, random.Random(1))


@pytest.fixture(scope="module")
def heads(chains: Sealed) -> list[Export]:
    return list(exports(chains.exporter.store, chains.exporter.key.public_key()))


def test_an_honest_log_stands(database: TestDatabase, chains: Sealed, heads: list[Export]) -> None:
    verdicts = [verify(database.platform, heads, tenant_id) for tenant_id in chains.tenants]

    assert [verdict.breaks for verdict in verdicts] == [[], [], []]
    assert [verdict.block_count for verdict in verdicts] == [10, 10, 10]
    assert min(verdict.event_count for verdict in verdicts) > 10


@pytest.mark.parametrize("tamper", TAMPERS, ids=lambda tamper: tamper.__name__)
def test_every_falsification_is_found_and_located(
    superusers: Engine, chains: Sealed, heads: list[Export], tamper
) -> None:
    missed = []
    for seed in range(ROUNDS):
        dice = random.Random(f"{tamper.__name__} {seed}")
        tenant_id = dice.choice(chains.tenants)
        with as_superuser(superusers) as session:
            expected = tamper(Crime(session, tenant_id, chains.exported[tenant_id], dice))
            breaks = look(session, heads, tenant_id).breaks
        first = breaks[0] if breaks else None
        found = first and (first.kind, first.block)
        if found != (expected.kind, expected.block) or first.event_id not in expected.event_ids:
            missed.append((seed, expected, first))

    assert missed == []


def test_one_tenants_break_leaves_the_others_whole(
    superusers: Engine, chains: Sealed, heads: list[Export]
) -> None:
    tenant_id = chains.tenants[0]
    with as_superuser(superusers) as session:
        rewrite_tail(Crime(session, tenant_id, chains.exported[tenant_id], random.Random(1)))
        broken = Counter(each.tenant_id for each in look(session, heads).breaks)

    assert set(broken) & set(chains.tenants) == {tenant_id}


@pytest.mark.parametrize("tamper", [cut_tail, rewrite_tail, remove_chain])
def test_without_exported_heads_a_tail_could_be_falsified(
    superusers: Engine, chains: Sealed, tamper
) -> None:
    """The negative control: it is the heads that give it away."""
    tenant_id = chains.tenants[0]
    unseen = 0
    for seed in range(ROUNDS):
        with as_superuser(superusers) as session:
            tamper(Crime(session, tenant_id, chains.exported[tenant_id], random.Random(seed)))
            kinds = {each.kind for each in look(session, (), tenant_id).breaks}
        assert kinds <= {Kind.EVENT_INSERTED}
        unseen += not kinds

    assert unseen > ROUNDS / 2
