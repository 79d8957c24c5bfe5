"""What the demo's pharmacies charge, in their own words, and what payers have agreed to allow."""

from dataclasses import dataclass

ALLOWED_PERCENT = 85
"""The invented payers allow this much of each price; Medicare's own codes in full."""
ALLOWED_IN_FULL = frozenset({"G0008", "G0009", "G0010"})


@dataclass(frozen=True)
class Price:
    procedure_code: str
    label: str
    price_cents: int

    @property
    def allowed_cents(self) -> int:
        if self.procedure_code in ALLOWED_IN_FULL:
            return self.price_cents
        return self.price_cents * ALLOWED_PERCENT // 100


PRICES = (
    Price("90656", "Flu vaccine, syringe", 32_00),
    Price("90662", "Flu vaccine, high dose", 88_00),
    Price("90661", "Flu vaccine, cell culture", 45_00),
    Price("90660", "Flu vaccine, nasal", 38_00),
    Price("91320", "COVID-19 vaccine", 145_00),
    Price("90677", "Pneumococcal vaccine", 290_00),
    Price("90750", "Shingles vaccine", 215_00),
    Price("90715", "Tetanus booster", 62_00),
    Price("G0008", "Giving a flu vaccine, Medicare", 34_00),
    Price("G0009", "Giving a pneumococcal vaccine, Medicare", 34_00),
    Price("G0010", "Giving a hepatitis B vaccine, Medicare", 34_00),
    Price("90471", "Giving the first injected vaccine", 30_00),
    Price("90472", "Giving a further injected vaccine", 20_00),
    Price("90473", "Giving the first nasal vaccine", 30_00),
    Price("90474", "Giving a further nasal vaccine", 20_00),
    Price("90480", "Giving a COVID-19 vaccine", 45_00),
    Price("87804", "Flu test", 25_00),
    Price("87811", "COVID-19 test", 50_00),
    Price("87880", "Strep test", 25_00),
    Price("83036", "A1c test", 18_00),
    Price("82962", "Glucose test", 8_00),
    Price("80061", "Lipid panel", 28_00),
    Price("99605", "Medication review, new patient", 70_00),
    Price("99606", "Medication review, known patient", 45_00),
    Price("99607", "Medication review, further time", 30_00),
    Price("99211", "Follow-up visit, brief", 35_00),
    Price("99212", "Follow-up visit, straightforward", 60_00),
    Price("99213", "Follow-up visit, low complexity", 95_00),
    Price("99214", "Follow-up visit, moderate complexity", 135_00),
    Price("99401", "Preventive counselling, a quarter hour", 45_00),
    Price("99402", "Preventive counselling, half an hour", 75_00),
    Price("99406", "Tobacco counselling, short", 25_00),
    Price("99407", "Tobacco counselling, long", 40_00),
)
"""Procedure codes are the pharmacy's own choice; labels are its own words."""
