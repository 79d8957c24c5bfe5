"""One installation's files: who holds them, where logs go, and how to start over."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OURS = (
    "audit-heads",
    "audit.key",
    "context.key",
    "database-roles.json",
    "demo.json",
    "files",
    "keys",
    "logs",
    "master.key",
    "postgres",
    "postgres.log",
    "postgres.password",
    "postgres.unfinished",
    "seal.key",
)
"""Everything that starting over deletes; whatever else lies in the directory is not ours."""


class AlreadyRuns(RuntimeError):
    """Another Mortar holds the data directory."""


class DataDirectory:
    def __init__(self, path: Path) -> None:
        self.path = path

    def log(self, name: str) -> Path:
        return self.path / "logs" / f"{name}.log"

    @contextmanager
    def held(self, note: str) -> Iterator[None]:
        """Hold the directory for one running Mortar; `note` tells others where it is.

        Raises:
            AlreadyRuns: another process does; the kernel frees it when that is killed.
        """
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.path / "mortar.lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise AlreadyRuns(
                    f"Mortar already runs with this data ({self.path}): {lock.read().strip()}\n"
                    "Stop it first, or set DATA_DIR and PORT to run another beside it."
                ) from None
            lock.truncate(0)
            lock.write(note)
            lock.flush()
            yield

    def clear(self) -> list[Path]:
        """Delete what Mortar made here; tell what that was."""
        found = [self.path / name for name in OURS if (self.path / name).exists()]
        for path in found:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        return found
