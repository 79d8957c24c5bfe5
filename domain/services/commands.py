"""What may be done about the catalogue: services and versions of their templates."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import AlreadyExists, Invalid, NotFound, WrongState, refuse_if_any
from domain.services.models import Service, ServiceTemplate
from domain.services.publishing import template_findings
from domain.services.queries import templates_of
from domain.services.revisions import note_change, open_draft
from domain.services.shipped import KINDS, shipped_definition
from domain.services.templates import definition_of, template_from
from tenants.database import find, insert, lock

LONGEST_NAME = 120


def adopt_shipped_template(
    session: Session,
    kind: str,
    effective_from_on: date,
    *,
    name: str | None = None,
    codes: Mapping[str, str] | None = None,
) -> Service:
    """Offer a service as shipped, its first version published.

    Args:
        session: the transaction.
        kind: one of `shipped.KINDS`.
        effective_from_on: the first day on which it may be documented.
        name: the tenant's own; the template's where none is given.
        codes: procedure codes of the tenant's choice for slots of the template.

    Raises:
        NotFound: no such template is shipped.
        Invalid: there is no such slot, or the code is none.
        AlreadyExists: a service has that name.
    """
    template = draft_shipped_template(session, kind, name=name, codes=codes)
    publish_template(session, template.id, effective_from_on)
    return find(session, Service, template.service_id)


def draft_shipped_template(
    session: Session, kind: str, *, name: str | None = None, codes: Mapping[str, str] | None = None
) -> ServiceTemplate:
    """As `adopt_shipped_template`, but for putting it in force.

    Raises:
        NotFound, Invalid, AlreadyExists
    """
    if kind not in KINDS:
        raise NotFound("No such template is shipped; shippedTemplates lists them.", "kind")
    definition = shipped_definition(kind)
    for slot, code in (codes or {}).items():
        if slot not in definition["codes"]:
            raise Invalid("The template has no such slot.", "codes")
        definition["codes"][slot] = code
    service = add_service(session, name or definition["name"], kind)
    return draft_template(session, service.id, definition)


def add_service(session: Session, name: str, kind: str) -> Service:
    """Put a service into the catalogue; it can be documented once a template is published.

    Raises:
        Invalid: the name is empty or too long.
        AlreadyExists: a service has that name.
    """
    service = Service(name=_checked_name(session, name, None), kind=kind)
    return insert(session, service, "There is already a service of this name.")


def rename_service(session: Session, service_id: UUID, name: str) -> Service:
    """Call a service something else.

    Raises:
        NotFound: this tenant has no such service.
        Invalid: the name is empty or too long.
        AlreadyExists: another service has that name.
    """
    service = lock(session, Service, service_id)
    service.name = _checked_name(session, name, service.id)
    session.flush()
    return service


def set_service_active(session: Session, service_id: UUID, *, is_active: bool) -> Service:
    """Offer a service, or no longer; what was begun can be finished.

    Raises:
        NotFound: this tenant has no such service.
    """
    service = lock(session, Service, service_id)
    service.is_active = is_active
    session.flush()
    return service


def draft_template(
    session: Session, service_id: UUID, definition: dict[str, Any] | None = None
) -> ServiceTemplate:
    """Begin the next version of a template: from a definition, or from the newest version.

    Raises:
        NotFound: this tenant has no such service, or it has no version to begin from.
        WrongState: there is a draft already.
        Invalid: the definition has another shape.
    """
    service = lock(session, Service, service_id)
    newest = next(iter(templates_of(session, service.id)), None)
    if newest is not None and newest.effective_from_on is None:
        raise WrongState(f"Version {newest.version} is still a draft.", "service_id")
    if definition is None:
        if newest is None:
            raise NotFound("There is no version to begin from.", "definition")
        definition = newest.definition
    template = ServiceTemplate(
        service_id=service.id,
        version=newest.version + 1 if newest else 1,
        definition=definition_of(template_from(definition)),
    )
    note_change(session, template)
    session.add(template)
    session.flush()
    return template


def copy_service(session: Session, service_id: UUID, name: str) -> Service:
    """Put a service like another into the catalogue, its template begun as the other's newest.

    Raises:
        NotFound: this tenant has no such service, or it has no version to begin from.
        Invalid: the name is empty or too long.
        AlreadyExists: a service has that name.
    """
    original = find(session, Service, service_id)
    newest = next(iter(templates_of(session, original.id)), None)
    if newest is None:
        raise NotFound("There is no version to begin from.", "service_id")
    service = add_service(session, name, original.kind)
    draft_template(session, service.id, newest.definition)
    return service


def change_template(
    session: Session, template_id: UUID, revision: int, definition: dict[str, Any]
) -> ServiceTemplate:
    """Replace the definition of a draft; its names may still lead nowhere.

    Raises:
        NotFound: this tenant has no such template.
        WrongState: it is published.
        EditedMeanwhile: the revision is no longer the newest.
        Invalid: the definition has another shape.
    """
    template = open_draft(session, template_id, revision)
    template.definition = definition_of(template_from(definition))
    note_change(session, template)
    session.flush()
    return template


def discard_template(session: Session, template_id: UUID, revision: int | None = None) -> Service:
    """Throw a draft away, at that revision if one is named; what is published stays.

    Raises:
        NotFound: this tenant has no such template.
        WrongState: it is published.
        EditedMeanwhile: the revision is no longer the newest.
    """
    template = open_draft(session, template_id, revision)
    session.delete(template)
    session.flush()
    return find(session, Service, template.service_id)


def publish_template(
    session: Session, template_id: UUID, effective_from_on: date, revision: int | None = None
) -> ServiceTemplate:
    """Put a version in force from a day of service on. It never changes again.

    Raises:
        NotFound: this tenant has no such template.
        WrongState: it is published already.
        EditedMeanwhile: a revision is named, and no longer the newest.
        Invalid: something in it leads nowhere; `path` says where.
    """
    template = open_draft(session, template_id, revision)
    refuse_if_any(template_findings(template_from(template.definition)))
    template.effective_from_on = effective_from_on
    session.flush()
    return template


def _checked_name(session: Session, name: str, service_id: UUID | None) -> str:
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(f"A name has one to {LONGEST_NAME} characters.", "name")
    twin = session.scalar(select(Service.id).where(Service.name == name))
    if twin not in (None, service_id):
        raise AlreadyExists("There is already a service of this name.", "name")
    return name
