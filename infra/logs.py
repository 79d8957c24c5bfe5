"""Logs of child processes: private, and not without end."""

import os
from pathlib import Path
from typing import IO

MAX_BYTES = 10_000_000


def open_log(path: Path) -> IO[bytes]:
    """Open for appending, readable by its owner only; one that grew too long begins anew."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    log = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")
    if log.tell() > MAX_BYTES:
        log.truncate(0)
    return log
