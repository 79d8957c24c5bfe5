"""Ways to falsify the audit log as a superuser, each with what must be found of it, and where."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from tenants.chain.verification import Kind
from tenants.identifiers import new_id
from tests.audit.chains import block_with, blocks_of, events_of, rewrite_from


@dataclass(frozen=True)
class Expected:
    """The first break of the chain."""

    kind: Kind
    block: int
    event_ids: frozenset[UUID | None] = field(default=frozenset({None}))


@dataclass(frozen=True)
class Crime:
    """Where to strike."""

    session: Session
    tenant_id: UUID
    exported: list[int]
    dice: random.Random

    def do(self, statement: str, **values: Any) -> None:
        done = self.session.execute(text(statement), {"tenant": self.tenant_id} | values)
        assert done.rowcount, "nothing was falsified"  # type: ignore[attr-defined]

    def an_event(self) -> UUID:
        return self.dice.choice(events_of(self.session, self.tenant_id))

    def a_block(self, *, but_last: bool = False) -> int:
        last = len(blocks_of(self.session, self.tenant_id))
        return self.dice.randint(1, last - but_last)

    def block_of(self, event_id: UUID) -> int:
        return block_with(self.session, self.tenant_id, event_id)


EDITS = (
    "actor = 'user:somebody-else'",
    "action = 'patients'",
    "outcome = outcome || '!'",
    "code = 'none'",
    "patient_ids = patient_ids || gen_random_uuid()",
    "objects = '{}'",
    "request_id = 'forged-request'",
    "store_ids = array[gen_random_uuid()]",
    "through = 'application'",
    "through_id = 'another session'",
    "purpose = 'TREAT'",
    "created_at = created_at - interval '1 hour'",
    "transaction_id = transaction_id - 1",
    "transaction_id = transaction_id + 1000000",
)


def edit_event(crime: Crime) -> Expected:
    event_id = crime.an_event()
    block = crime.block_of(event_id)
    crime.do(
        f"update audit_events set {crime.dice.choice(EDITS)} where tenant_id = :tenant and id = :id",
        id=event_id,
    )
    return Expected(Kind.EVENT_EDITED, block, frozenset({event_id}))


def delete_event(crime: Crime) -> Expected:
    event_id = crime.an_event()
    block = crime.block_of(event_id)
    crime.do("delete from audit_events where tenant_id = :tenant and id = :id", id=event_id)
    return Expected(Kind.EVENT_DELETED, block, frozenset({event_id}))


def insert_event(crime: Crime) -> Expected:
    like, made = crime.an_event(), new_id()
    block = crime.block_of(like)
    crime.do(
        "insert into audit_events select * from jsonb_populate_record(null::audit_events, ("
        " select to_jsonb(e) || jsonb_build_object('id', cast(:made as text), 'actor', 'user:framed')"
        " from audit_events e where tenant_id = :tenant and id = :id))",
        id=like,
        made=str(made),
    )
    return Expected(Kind.EVENT_INSERTED, block, frozenset({made}))


def swap_events(crime: Crime) -> Expected:
    one, other = crime.dice.sample(events_of(crime.session, crime.tenant_id), 2)
    first = min(crime.block_of(one), crime.block_of(other))
    there = frozenset({id_ for id_ in (one, other) if crime.block_of(id_) == first})
    spare = new_id()
    for old, new in ((one, spare), (other, one), (spare, other)):
        crime.do(
            "update audit_events set id = :new where tenant_id = :tenant and id = :old",
            old=old,
            new=new,
        )
    return Expected(Kind.EVENTS_SWAPPED, first, there)


def remove_block(crime: Crime) -> Expected:
    number = crime.a_block(but_last=True)
    crime.do("delete from audit_blocks where tenant_id = :tenant and number = :n", n=number)
    if crime.dice.random() < 0.5:
        crime.session.execute(
            text(
                "update audit_blocks set number = number - 1"
                " where tenant_id = :tenant and number = :n + 1"
            ),
            {"tenant": crime.tenant_id, "n": number},
        )
        return Expected(Kind.BLOCK_EDITED, number)
    return Expected(Kind.BLOCK_REMOVED, number)


BLOCK_EDITS = (
    "hash = sha256('x')",
    "previous_hash = sha256('x')",
    "event_digests = sha256('x') || event_digests",
    "event_ids = event_ids || gen_random_uuid()",
    "created_at = created_at + interval '1 microsecond'",
    "until_transaction = until_transaction + 1",
)


def edit_block(crime: Crime) -> Expected:
    number = crime.a_block()
    crime.do(
        f"update audit_blocks set {crime.dice.choice(BLOCK_EDITS)}"
        " where tenant_id = :tenant and number = :n",
        n=number,
    )
    return Expected(Kind.BLOCK_EDITED, number)


def cut_tail(crime: Crime) -> Expected:
    number = crime.dice.randint(2, len(blocks_of(crime.session, crime.tenant_id)))
    gone = [
        id_
        for block in blocks_of(crime.session, crime.tenant_id)
        if block.number >= number
        for id_ in block.event_ids
    ]
    crime.do("delete from audit_blocks where tenant_id = :tenant and number >= :n", n=number)
    if crime.dice.random() < 0.8:
        crime.do("delete from audit_events where tenant_id = :tenant and id = any(:ids)", ids=gone)
    return Expected(Kind.TAIL_CUT_OFF, number)


def rewrite_tail(crime: Crime) -> Expected:
    """An event is changed or removed, and every hash after it is made right again."""
    event_id = crime.an_event()
    number = crime.block_of(event_id)
    falsify = crime.dice.choice(
        (
            "update audit_events set actor = 'user:framed' where tenant_id = :tenant and id = :id",
            "delete from audit_events where tenant_id = :tenant and id = :id",
        )
    )
    crime.do(falsify, id=event_id)
    rewrite_from(crime.session, crime.tenant_id, number)
    return Expected(Kind.TAIL_REWRITTEN, min(n for n in crime.exported if n >= number))


def rewrite_one_block(crime: Crime) -> Expected:
    """A block is made right for itself, but not what follows it."""
    number = crime.a_block(but_last=True)
    after = [block for block in blocks_of(crime.session, crime.tenant_id) if block.number > number]
    victim = next(b for b in blocks_of(crime.session, crime.tenant_id) if b.number == number)
    crime.do(
        "update audit_events set actor = 'user:framed' where tenant_id = :tenant and id = :id",
        id=victim.event_ids[0],
    )
    rewrite_from(crime.session, crime.tenant_id, number)
    for block in after:
        crime.do(
            "update audit_blocks set previous_hash = :previous, hash = :hash"
            " where tenant_id = :tenant and number = :n",
            n=block.number,
            previous=block.previous_hash,
            hash=block.hash,
        )
    return Expected(Kind.BLOCK_REWRITTEN, number)


def turn_clock_back(crime: Crime) -> Expected:
    number = crime.dice.randint(2, len(blocks_of(crime.session, crime.tenant_id)))
    before = blocks_of(crime.session, crime.tenant_id)[number - 2]
    earlier = before.sealed_at - timedelta(seconds=1)
    rewrite_from(crime.session, crime.tenant_id, number, sealed_at=earlier)
    return Expected(Kind.CLOCK_TURNED_BACK, number)


def remove_chain(crime: Crime) -> Expected:
    crime.do("delete from audit_events where tenant_id = :tenant")
    crime.do("delete from audit_blocks where tenant_id = :tenant")
    return Expected(Kind.CHAIN_ABSENT, crime.exported[0])


TAMPERS: tuple[Callable[[Crime], Expected], ...] = (
    edit_event,
    delete_event,
    insert_event,
    swap_events,
    remove_block,
    edit_block,
    cut_tail,
    rewrite_tail,
    rewrite_one_block,
    turn_clock_back,
    remove_chain,
)
