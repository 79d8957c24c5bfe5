"""Child processes that never outlive their parent, and what /proc says of processes."""

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

ON_LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)  # loaded before any fork: a child may not


def die_with_parent(at_death: signal.Signals) -> Callable[[], None]:
    """Make a `preexec_fn`: the kernel sends the child this signal when its parent dies.

    The kernel watches the thread that forked, so that must be the main one.
    """
    assert threading.current_thread() is threading.main_thread()
    parent = os.getpid()

    def ask_the_kernel() -> None:
        if not ON_LINUX:
            return
        _LIBC.prctl(PR_SET_PDEATHSIG, at_death)
        if os.getppid() != parent:  # It died before we could ask.
            os._exit(1)

    return ask_the_kernel


def is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie, dead but not yet reaped, does not."""
    if not ON_LINUX:
        return _answers(pid)
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def titled(words: str) -> Iterator[int]:
    """The live processes whose command line has these words; everyone may read it."""
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found = words.encode() in line.read_bytes()
        except OSError:
            continue
        if found:
            yield int(line.parent.name)
