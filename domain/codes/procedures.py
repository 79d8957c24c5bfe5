"""How procedure codes and modifiers look; which of them exist is for releases and tenants to say."""

import re

MOST_MODIFIERS = 4
"""SV101-3 to SV101-6."""

_PROCEDURE = re.compile(r"[0-9A-Z]\d{3}[0-9A-Z]", re.ASCII)
_MODIFIER = re.compile(r"[0-9A-Z]{2}", re.ASCII)


def is_procedure_code(text: str) -> bool:
    """The shape of CPT and HCPCS Level II codes."""
    return _PROCEDURE.fullmatch(text) is not None


def is_modifier(text: str) -> bool:
    return _MODIFIER.fullmatch(text) is not None
