"""The account of disclosures as a page to print; every character that is data is escaped."""

from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.disclosures.accounting import Accounting, Period
from domain.patients.models import Patient
from tenants.models import OrganizationUnit
from tenants.setting_values import today


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _pages() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent / "pages")
    pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    pages.filters["day"] = _day
    return pages


PAGES = _pages()


def accounting_page(session: Session, account: Accounting, period: Period) -> bytes:
    """HTML without scripts, and without anything from elsewhere."""
    organization = select(OrganizationUnit.name).where(OrganizationUnit.parent_id.is_(None))
    page = PAGES.get_template("accounting.html").render(
        organization=session.scalar(organization.limit(1)) or "",
        patient=account.patient,
        patient_name=_name(account.patient),
        patient_address=_address(account.patient),
        period=period,
        made_on=today(),
        entries=account.entries,
    )
    return page.encode()


def _name(patient: Patient) -> str:
    return " ".join(filter(None, (patient.first_name, patient.middle_name, patient.last_name)))


def _address(patient: Patient) -> str:
    place = f"{patient.city}, {patient.state} {patient.zip_code}"
    return ", ".join(filter(None, (patient.address_line, patient.address_line_2, place)))
