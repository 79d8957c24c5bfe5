"""The drop box that the payer simulator serves: a file goes out with what the payer shall do."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.gateways.directory import DirectoryGateway, reaching, write_whole

INSTRUCTIONS = "instructions.json"


class SimulatorGateway(DirectoryGateway):
    """A drop box whose other end does as the trading partner's settings say."""

    def __init__(self, mailbox: Path, instructions: Mapping[str, Any]) -> None:
        super().__init__(mailbox)
        self._instructions = mailbox / INSTRUCTIONS
        self._told = json.dumps(instructions, sort_keys=True)

    def send(self, name: str, content: bytes) -> None:
        """What is told now counts for this file, and for the next until something else is told."""
        with reaching():
            self._instructions.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._instructions, self._told.encode())
        super().send(name, content)
