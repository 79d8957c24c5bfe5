"""Keeps the audit log's chain: seals every few seconds, exports heads several times a minute."""

import logging
import threading
import time

from sqlalchemy import Engine, exc, text

from infra.outside import Declined, Unreachable
from tenants.chain.heads import Exporter, WrongExport
from tenants.chain.sealing import Rewound, seal
from tenants.database import platform_transaction
from workers.broker import platform_actor

SEAL_SECONDS = 2.0
EXPORT_SECONDS = 15.0
RECOVERY_SECONDS = 5.0
MONTHS_AHEAD = 3
YEARS_KEPT = 7
"""Six from the last day that a record was in effect (45 CFR 164.316(b)(2)), and one to spare."""
AWAY = (exc.OperationalError, exc.InterfaceError, Unreachable, OSError)

MAKE_MONTHS = text("select security.make_audit_months(:ahead)")
RETIRE_MONTHS = text("select security.retire_audit_months(:years)")

logger = logging.getLogger(__name__)


class ChainKeeper:
    """Seals and exports until told to stop; outlives the absence of database and store."""

    def __init__(self, platform: Engine, exporter: Exporter) -> None:
        self._platform = platform
        self._exporter = exporter
        self._exported_at = float("-inf")

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self.keep()
                stop.wait(SEAL_SECONDS)
            except AWAY as error:
                logger.warning("The chain of the audit log waits: %s.", type(error).__name__)
                stop.wait(RECOVERY_SECONDS)
            except (Rewound, WrongExport, Declined) as alarming:
                logger.critical(
                    "The audit log is not sealed, or its heads not exported: %s", alarming
                )
                stop.wait(RECOVERY_SECONDS)

    def keep(self) -> None:
        """Seal all there is, and export if it is time."""
        while seal(self._platform):
            pass
        if time.monotonic() >= self._exported_at + EXPORT_SECONDS:
            self._exporter.export()
            self._exported_at = time.monotonic()


@platform_actor()
def keep_audit_months(platform: Engine) -> None:
    """Make the months to come, and drop those that have been kept long enough."""
    with platform_transaction(platform) as session:
        session.execute(MAKE_MONTHS, {"ahead": MONTHS_AHEAD})
    with platform_transaction(platform) as session:
        retired = session.scalar(RETIRE_MONTHS, {"years": YEARS_KEPT})
    for month in retired or ():
        logger.warning("The audit log's %s was kept %d years and dropped.", month, YEARS_KEPT)
