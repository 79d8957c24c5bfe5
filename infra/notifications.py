"""Waits for PostgreSQL to say that something happened (LISTEN), at most for a while."""

from typing import Self

import psycopg
from psycopg.sql import SQL, Identifier

from infra.outside import Unreachable


class Notifications:
    """One channel, on a connection of its own; a lost connection costs only promptness."""

    def __init__(self, url: str, channel: str) -> None:
        self._url = url
        self._channel = channel
        self._connection: psycopg.Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def wait(self, seconds: float) -> None:
        """Return at the next notification, or when the time is over.

        Raises:
            Unreachable: the database is away; the next call connects anew.
        """
        try:
            for _ in self._listening().notifies(timeout=seconds, stop_after=1):
                return
        except psycopg.OperationalError as error:
            self.close()
            raise Unreachable("The database does not answer.") from error

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _listening(self) -> psycopg.Connection:
        if self._connection is None:
            self._connection = psycopg.connect(
                self._url, autocommit=True, application_name="mortar-listener", connect_timeout=10
            )
            self._connection.execute(SQL("listen {}").format(Identifier(self._channel)))
        return self._connection
