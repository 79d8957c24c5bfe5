"""What an answer tells, by its bytes and by the statements that it took; made to be compared."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from infra.postgres import EmbeddedPostgres

DIFFERENT_EACH_TIME = frozenset({"x-request-id"})
EXECUTED = re.compile(r"LOG:  (?:execute [^:]*|statement): (.*)")
TRIES = 3
"""What may be known from a moment ago is sometimes asked of the database again."""
DEADLINE_SECONDS = 60
LOGGED = {"log_statement": "all", "log_parameter_max_length": "0"}


@dataclass(frozen=True)
class Told:
    """Of one answer everything that could tell one id from another."""

    status: int
    headers: frozenset[tuple[str, str]]
    body: str
    """The id that was asked for is named alike wherever it is repeated."""
    statements: tuple[str, ...]
    text: str = field(compare=False)


@dataclass(frozen=True)
class StatementLog:
    """The server's own log of what it is asked to do, by whichever way it is asked."""

    path: Path

    def told(self, id_: UUID, ask: Callable[[], Any]) -> Told:
        """What was answered about an id, and the statements without their values, in order."""
        with self.path.open("rb") as log:
            log.seek(0, 2)
            answer = ask()
            statements = tuple(EXECUTED.findall(log.read().decode()))
        headers = ((name, each) for name, each in answer.headers.items())
        return Told(
            answer.status_code,
            frozenset(each for each in headers if each[0] not in DIFFERENT_EACH_TIME),
            answer.text.replace(str(id_), "what was asked for"),
            statements,
            answer.text,
        )


@contextmanager
def statements_logged(postgres: EmbeddedPostgres) -> Iterator[StatementLog]:
    with psycopg.connect(postgres.url(), autocommit=True) as superuser:
        for name, value in LOGGED.items():
            superuser.execute(f"alter system set {name} = '{value}'")
        superuser.execute("select pg_reload_conf()")
        _await(superuser, "all")
        try:
            yield StatementLog(postgres.log_path)
        finally:
            for name in LOGGED:
                superuser.execute(f"alter system reset {name}")
            superuser.execute("select pg_reload_conf()")


def _await(superuser: psycopg.Connection, logged: str) -> None:
    """Until the server has read its settings again."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while superuser.execute("show log_statement").fetchone() != (logged,):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def difference(ask: Callable[[UUID], Told], theirs: UUID, absent: UUID) -> tuple[Told, Told] | None:
    """Two answers that tell the one id from the other; None if they are sometimes alike."""
    of_theirs: list[Told] = []
    of_absent: list[Told] = []
    for _ in range(TRIES):
        of_theirs.append(ask(theirs))
        of_absent.append(ask(absent))
        if {*of_theirs} & {*of_absent}:
            return None
    return of_theirs[-1], of_absent[-1]
