"""Files that only their owner may read: passwords and keys made on this machine."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def secret_in(path: Path, make: Callable[[], str]) -> str:
    """What the file holds; made and written first where there is none."""
    if not path.exists():
        write_secret(path, make())
    return path.read_text()


def write_secret(path: Path, text: str) -> None:
    """Replace the file as a whole, readable by its owner only (0600)."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(path)
