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
    COUNT = "count"
    HOUR_OF_DAY = "hour_of_day"
    """By the store's own clock: 0 to 24."""
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
        f"{of_what} of more than this needs a second person; 0: always, no limit: never.",
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
PAYERS_INCLUDED = Setting(
    "disclosures.payers_included",
    SettingKind.SWITCH,
    False,
    0,
    1,
    Module.MEDICAL_BILLING,
    "Whether accounts of disclosures tell of claims sent to payers, which they need not.",
)


def _count(name: str, default: int, lowest: int, sentence: str, *, may_be_none: bool) -> Setting:
    return Setting(
        name,
        SettingKind.COUNT,
        default,
        lowest,
        100_000,
        Module.CORE,
        sentence,
        may_be_none=may_be_none,
    )


PATIENTS_PER_HOUR = _count(
    "anomalies.patients_per_hour",
    200,
    1,
    "How many patients somebody may look at in an hour before it is unusual.",
    may_be_none=True,
)
PATIENTS_PER_DAY = _count(
    "anomalies.patients_per_day",
    800,
    1,
    "How many patients somebody may look at in a day before it is unusual.",
    may_be_none=True,
)
TIMES_USUAL = _count(
    "anomalies.times_usual",
    3,
    2,
    "How many times their own usual somebody may look at before it is unusual.",
    may_be_none=True,
)
FEWEST_UNUSUAL_PATIENTS = _count(
    "anomalies.fewest_patients",
    40,
    1,
    "As many patients are no surprise, whatever somebody's own usual is.",
    may_be_none=False,
)
WATCHES_FAMILY = Setting(
    "anomalies.own_family",
    SettingKind.SWITCH,
    True,
    0,
    1,
    Module.CORE,
    "Whether it is told when somebody looks at a patient of their own name or household.",
)
OPEN_FROM_HOUR = Setting(
    "anomalies.open_from_hour",
    SettingKind.HOUR_OF_DAY,
    6,
    0,
    23,
    Module.CORE,
    "From when on looking at patients is no surprise at a store.",
)
OPEN_UNTIL_HOUR = Setting(
    "anomalies.open_until_hour",
    SettingKind.HOUR_OF_DAY,
    22,
    1,
    24,
    Module.CORE,
    "Until when looking at patients is no surprise; from 0 until 24 it never is one.",
)
OPEN_ON_SUNDAYS = Setting(
    "anomalies.open_on_sundays",
    SettingKind.SWITCH,
    True,
    0,
    1,
    Module.CORE,
    "Whether looking at patients on Sundays is no surprise.",
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
        PAYERS_INCLUDED,
        PATIENTS_PER_HOUR,
        PATIENTS_PER_DAY,
        TIMES_USUAL,
        FEWEST_UNUSUAL_PATIENTS,
        WATCHES_FAMILY,
        OPEN_FROM_HOUR,
        OPEN_UNTIL_HOUR,
        OPEN_ON_SUNDAYS,
    )
}


def setting_named(name: str) -> Setting:
    """Raises: Invalid."""
    if name not in SETTINGS:
        raise Invalid("There is no such setting.", path="name")
    return SETTINGS[name]
