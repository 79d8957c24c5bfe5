"""Somebody asks whether the audit log is as it was sealed; a job looks, and says so."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.outbox.chain_checks import GIVEN_UP_AFTER, check_chain
from tenants.chain.checks import ChainCheck, CheckState
from tenants.chain.heads import Export, Exporter, Head, KeptHeads
from tenants.chain.sealing import seal
from tenants.database import TenantDatabase, find
from tenants.identifiers import new_id
from tenants.refusals import AlreadyExists
from tests.audit.chains import HeadsInMemory, happen
from workers.broker import Delivery, Installation
from workers.chain_checks import verify_chain

DICE = random.Random(11)
KEY = Ed25519PrivateKey.generate()


@pytest.fixture
def heads() -> KeptHeads:
    return KeptHeads(HeadsInMemory(), KEY)


def three_blocks(tenant: TenantDatabase, installation: Installation, heads: KeptHeads) -> None:
    exporter = Exporter(installation.platform, heads.store, heads.key)
    for _ in range(3):
        happen(tenant, DICE, 2)
        while seal(installation.platform):
            pass
        exporter.export()


def looked(tenant: TenantDatabase, installation: Installation, heads: KeptHeads) -> ChainCheck:
    """What came of it, after the job was delivered twice."""
    with tenant.transaction() as session:
        check_id = check_chain(session).id
    event = Delivery("verify_chain", new_id(), tenant.actor.tenant_id, {"chain_check_id": check_id})
    for _ in range(2):
        verify_chain.perform(replace(installation, heads=heads), event)
    return kept(tenant, check_id)


def kept(tenant: TenantDatabase, check_id: UUID) -> ChainCheck:
    with tenant.transaction() as session:
        return find(session, ChainCheck, check_id)


def test_a_sound_chain_is_proved_to_its_head(
    tenant: TenantDatabase, installation: Installation, heads: KeptHeads
) -> None:
    three_blocks(tenant, installation, heads)

    check = looked(tenant, installation, heads)

    assert check.state == CheckState.SOUND
    assert (check.block_count, check.checked_count, check.exported_number) == (3, 3, 3)
    assert (check.event_count, check.break_count) == (6, 0)
    assert check.checked_until_at is not None
    assert check.ended_at is not None


def test_a_tail_that_was_cut_off_is_named(
    tenant: TenantDatabase, installation: Installation, heads: KeptHeads
) -> None:
    three_blocks(tenant, installation, heads)
    lost = {tenant.actor.tenant_id: Head(5, b"of a block that is gone")}
    last = heads.exports()[-1]
    signed = Exporter(installation.platform, heads.store, heads.key)
    signed.export()
    later = Export(last.sequence + 1, signed._previous, datetime.now(UTC), False, lost)
    heads.store.write(later.name, later.signed(KEY))

    check = looked(tenant, installation, heads)

    assert check.state == CheckState.BROKEN
    assert (check.break_count, check.first_break_kind) == (1, "tail_cut_off")
    assert (check.first_break_block, check.exported_number) == (4, 5)


def test_heads_that_somebody_else_signed_are_a_break_too(
    tenant: TenantDatabase, installation: Installation, heads: KeptHeads
) -> None:
    three_blocks(tenant, installation, heads)
    foreign = KeptHeads(heads.store, Ed25519PrivateKey.generate())

    check = looked(tenant, installation, foreign)

    assert (check.state, check.first_break_kind) == (CheckState.BROKEN, "export_wrong")
    assert check.break_count == 1


def test_one_looks_at_a_time_until_nothing_is_heard_of_it(tenant: TenantDatabase) -> None:
    with tenant.transaction() as session:
        lost = check_chain(session)

    with pytest.raises(AlreadyExists), tenant.transaction() as session:
        check_chain(session)
    with tenant.transaction() as session:
        long_ago = datetime.now(UTC) - GIVEN_UP_AFTER - timedelta(minutes=1)
        find(session, ChainCheck, lost.id).created_at = long_ago
        session.flush()
        another = check_chain(session)

    assert kept(tenant, lost.id).state == CheckState.GIVEN_UP
    assert kept(tenant, another.id).state == CheckState.RUNNING
