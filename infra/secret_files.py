"""Files that only their owner may read: passwords and keys made on this machine."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def secret_in(path: Path, make: Callable[[], str]) -> str:
    """What the file holds; made first where there is none. Of two makers at once, one wins."""
    if not path.exists():
        written = _written_beside(path, make())
        try:
            path.hardlink_to(written)
        except FileExistsError:
            pass
        finally:
            written.unlink()
    return path.read_text()


def write_secret(path: Path, text: str) -> None:
    """Replace the file as a whole, readable by its owner only (0600)."""
    _written_beside(path, text).replace(path)


def _written_beside(path: Path, text: str) -> Path:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return Path(temporary)
