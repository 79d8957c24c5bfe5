"""Canaries in a patient's data, and a search of all that is written beside the data itself."""

import base64
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count, groupby
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from psycopg import sql

from tenants.records import Record
from tenants.sealed_fields import SealedColumn
from tenants.sealing import TenantKeys

STEM = "QWVTRACED"
"""With which every planted word begins; no other word holds it."""
FIRST_DAY = date(1907, 3, 1)
"""Nobody else in any test was born that early, nor was anything done."""
TABLES = """
    select c.oid::regclass::text, exists (
        select from pg_attribute where attrelid = c.oid and attname = 'tenant_id'
    )
    from pg_class c
    where c.relkind in ('r', 'p') and c.relnamespace::regnamespace::text !~ '^(pg_|information_)'
"""
BESIDES = {"coverages": {"relationship_code": "19", "subscriber_sex": "F"}}
"""What a row must have where another person is the subscriber."""
OUR_CLIENT = ("httpx2", "httpcore2")
"""Loggers of the tests' own browser: it tells which URLs it opens."""
LINE = logging.Formatter("%(levelname)s %(name)s: %(message)s")


@dataclass(frozen=True)
class Canary:
    """What stands in one sealed column, and the word by which it is known anywhere else."""

    table: str
    column: str
    word: str
    value: Any


def canaries() -> list[Canary]:
    """One for each column of a tenant that is kept sealed."""
    numbers = count(1)
    return [
        _canary(table.name, column.name, column.type.kind, next(numbers))
        for table in Record.metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, SealedColumn)
    ]


def _canary(table: str, column: str, kind: type, number: int) -> Canary:
    day, word = FIRST_DAY + timedelta(days=number), f"{STEM}{number:03d}"
    values = {
        date: day,
        dict: {"reason": word},
        list: [{"row": 1, "column": word, "message": word}],
        bytes: word.encode(),
    }
    word = day.isoformat() if kind is date else word
    return Canary(table, column, word, values.get(kind, word))


def plant(
    superuser: psycopg.Connection,
    planted: Sequence[Canary],
    row_id: UUID,
    keys: TenantKeys,
    *,
    sealed_for: UUID | None = None,
) -> None:
    """Seal each into the row of this id; the superuser may write to what only grows, too."""
    for table, of_table in groupby(planted, key=lambda canary: canary.table):
        values = dict(BESIDES.get(table, {}))
        for canary in of_table:
            kept = Record.metadata.tables[table].c[canary.column].type
            assert isinstance(kept, SealedColumn)
            values[canary.column] = keys.sealed(
                kept.place, sealed_for or row_id, kept.form.written(canary.value)
            )
        assignments = [
            sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder()) for name in values
        ]
        statement = sql.SQL("update {} set {} where id = %s").format(
            sql.Identifier(table), sql.SQL(", ").join(assignments)
        )
        assert superuser.execute(statement, (*values.values(), row_id)).rowcount > 0, table
    superuser.commit()


def spellings() -> Iterator[str]:
    """The stem in letters, in hexadecimal, and in base64 wherever in a text it begins; the days."""
    for stem in (STEM, STEM.lower()):
        yield from (stem, stem.encode().hex())
        for shift in range(3):
            coded = base64.b64encode(b"-" * shift + stem.encode()).decode()
            yield coded[(shift * 8 + 5) // 6 : (shift + len(stem)) * 8 // 6]
    year = FIRST_DAY.year
    yield rf"{year}-[0-9]{{2}}-[0-9]{{2}}"
    yield rf"(?<![0-9a-f]){year}(03|04|05)[0-9]{{2}}(?![0-9a-f])"


PATTERN = re.compile("|".join(spellings()))


def is_told(text: str) -> bool:
    return PATTERN.search(text) is not None


@dataclass
class Written(logging.Handler):
    """What is written while it listens: logs of every level, spans, metrics, the server's log."""

    spans: InMemorySpanExporter
    metrics: InMemoryMetricReader
    server_log: Path
    lines: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.forget()

    def forget(self) -> None:
        """Begin anew; only metrics are counted from the beginning of the process."""
        self.lines.clear()
        self.spans.clear()
        self.began_at = self.server_log.stat().st_size

    def __hash__(self) -> int:
        return id(self)

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(OUR_CLIENT):
            self.lines.append((f"log {record.name}", LINE.format(record)))

    @contextmanager
    def listening(self) -> Iterator["Written"]:
        root = logging.getLogger()
        former = root.level
        root.addHandler(self)
        root.setLevel(logging.DEBUG)
        try:
            yield self
        finally:
            root.setLevel(former)
            root.removeHandler(self)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Each with the place where it was written."""
        yield from self.lines
        for span in self.spans.get_finished_spans():
            yield f"span {span.name}", span.to_json()
        if (told := self.metrics.get_metrics_data()) is not None:
            yield "metrics", told.to_json()
        with self.server_log.open("rb") as log:
            log.seek(self.began_at)
            yield "log of PostgreSQL", log.read().decode(errors="replace")

    def telling(self) -> set[str]:
        """Where a canary is told."""
        return {place for place, text in self.texts() if is_told(text)}


def tables_telling(superuser: psycopg.Connection, tenant_id: UUID) -> set[str]:
    """Every table, of the tenant or of none, in which a canary stands in the clear."""
    superuser.rollback()
    found = set()
    for table, is_tenants in superuser.execute(TABLES).fetchall():
        where = "tenant_id = %s and" if is_tenants else "%s is not null and"
        query = sql.SQL(f"select 1 from {{}} t where {where} t::text ~ %s limit 1")
        parameters = (tenant_id, PATTERN.pattern)
        if superuser.execute(query.format(sql.SQL(table)), parameters).fetchone() is not None:
            found.add(table)
    return found
