"""How files travel to trading partners and back; every way has the same five verbs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from infra.gateways.directory import DirectoryGateway
from infra.gateways.simulator import SimulatorGateway
from infra.outside import Declined

__all__ = ["Gateway", "Gateways"]

MAILBOXES = {"directory": "partners", "simulator": "simulator"}
"""The folder of `DATA_DIR/files` that holds the mailboxes of each kind of gateway."""


class Gateway(Protocol):
    """Bytes to and from one trading partner. Each verb raises Unreachable or Declined."""

    def send(self, name: str, content: bytes) -> None:
        """Hand over a file; the same file under the same name again changes nothing."""

    def has(self, name: str) -> bool:
        """Whether the partner was handed that file: what a crash left unknown is asked here."""

    def names(self) -> list[str]:
        """What the partner left for us, the oldest first."""

    def fetch(self, name: str) -> bytes:
        """A waiting file's bytes; it goes on waiting."""

    def done(self, name: str) -> None:
        """Say that the file is kept; it waits no longer. Harmless when repeated."""


@dataclass(frozen=True, slots=True)
class Gateways:
    """Opens the way to any trading partner."""

    files: Path
    """`DATA_DIR/files`."""

    def to(
        self,
        kind: str,
        tenant_id: UUID,
        trading_partner_id: UUID,
        settings: Mapping[str, Any],
    ) -> Gateway:
        """The gateway to one partner of one tenant.

        Raises:
            Declined: there is no such kind.
        """
        if kind not in MAILBOXES:
            raise Declined(f"There is no gateway of the kind {kind}.")
        mailbox = self.files / MAILBOXES[kind] / str(tenant_id) / str(trading_partner_id)
        if kind == "simulator":
            return SimulatorGateway(mailbox, settings.get("simulator", {}))
        return DirectoryGateway(mailbox)
