"""Stops a process when it is told to."""

import signal
import threading
from queue import SimpleQueue


def stop_at_signal() -> threading.Event:
    """An event that SIGTERM or SIGINT set, however often and whenever they come.

    A handler runs in the main thread, perhaps while that thread holds the event's own lock. So it
    only leaves word in a queue that may be entered again, and another thread sets the event.
    """
    stop = threading.Event()
    signals: SimpleQueue[int] = SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: signals.put(number))

    def obey() -> None:
        signals.get()
        stop.set()

    threading.Thread(target=obey, name="signals", daemon=True).start()
    return stop
