"""Every setting that a tenant may make: its kind, bounds, default, and what it is for."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tenants.meanings import Module
from tenants.refusals import Invalid

MOST_CENTS = 100_000_000_00


class SettingKind(StrEnum):
    """What a value is."""

    CENTS = "cents"
    DAYS = "days"
    HOURS = "hours"
    MINUTES = "minutes"
    SWITCH = "switch"
    """True or false."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that a tenant may decide, for all of it or for a branch of its tree."""

    name: str
    kind: SettingKind
    default: int | bool | None
    lowest: int
    highest: int
    module: Module
    sentence: str
    may_be_none: bool = False
    """None means: not at all."""

    def checked(self, value: Any) -> int | bool | None:
        """The value, if it is one of this setting.

        Raises:
            Invalid: it is of another kind, or out of bounds.
        """
        if value is None and self.may_be_none:
            return None
        wanted = bool if self.kind is SettingKind.SWITCH else int
        if type(value) is not wanted:
            raise Invalid(f"The value of {self.name} is {self._described()}.", path="value")
        if not self.lowest <= value <= self.highest:
            raise Invalid(f"{self.name} lies between {self.lowest} and {self.highest}.", "value")
        return value

    def _described(self) -> str:
        kind = "true or false" if self.kind is SettingKind.SWITCH else f"a number of {self.kind}"
        return f"{kind}, or null" if self.may_be_none else kind


def _limit(name: str, module: Module, of_what: str) -> Setting:
    return Setting(
        name,
        SettingKind.CENTS,
        None,
        0,
        MOST_CENTS,
        module,
        f"{of_what} of more than this needs a second person; 0: always, null: never.",
        may_be_none=True,
    )


WRITE_OFF_LIMIT = _limit("four_eyes.write_off", Module.MEDICAL_BILLING, "A write-off")
REFUND_LIMIT = _limit("four_eyes.refund", Module.MEDICAL_BILLING, "A refund")
ACTIVATION_LIMIT = _limit(
    "four_eyes.activation", Module.CLINICAL_SERVICES, "A template that may bill prices"
)
APPROVAL_HOURS = Setting(
    "four_eyes.approval_hours",
    SettingKind.HOURS,
    72,
    1,
    24 * 30,
    Module.CORE,
    "How long a second person may take; then it must be asked for again.",
)
FILING_WARNING_DAYS = Setting(
    "claims.filing_warning_days",
    SettingKind.DAYS,
    14,
    0,
    365,
    Module.MEDICAL_BILLING,
    "How long before a payer's limit for filing a claim is marked as urgent.",
)
CREDENTIALS_RECORDED = Setting(
    "claims.credentials_recorded",
    SettingKind.SWITCH,
    False,
    0,
    1,
    Module.MEDICAL_BILLING,
    "Whether a claim is kept back when no licence at all is recorded for the provider.",
)
BREAK_GLASS_MINUTES = Setting(
    "break_glass.minutes",
    SettingKind.MINUTES,
    60,
    5,
    12 * 60,
    Module.CORE,
    "How long somebody who breaks the glass sees a restricted patient.",
)

SETTINGS: dict[str, Setting] = {
    each.name: each
    for each in (
        WRITE_OFF_LIMIT,
        REFUND_LIMIT,
        ACTIVATION_LIMIT,
        APPROVAL_HOURS,
        FILING_WARNING_DAYS,
        CREDENTIALS_RECORDED,
        BREAK_GLASS_MINUTES,
    )
}


def setting_named(name: str) -> Setting:
    """Raises: Invalid."""
    if name not in SETTINGS:
        raise Invalid("There is no such setting.", path="name")
    return SETTINGS[name]
