"""What each permission touches, which module it belongs to, and what it allows, in a sentence.

A root field belongs to the module of the permission that opens it: this is the only place that
says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tenants.permissions import Permission


class Touch(StrEnum):
    """What harm can come of a permission in the wrong hands."""

    PHI = "phi"
    """Protected health information."""
    MONEY = "money"
    CONFIGURATION = "configuration"
    PEOPLE = "people"


class Module(StrEnum):
    """A part of the product; all but the core can be switched off."""

    CORE = "core"
    CLINICAL_SERVICES = "clinical_services"
    MEDICAL_BILLING = "medical_billing"
    REMITTANCE = "remittance"
    ANALYTICS = "analytics"
    INTEROPERABILITY = "interoperability"
    RULES_LAB = "rules_lab"


@dataclass(frozen=True, slots=True)
class Meaning:
    """Of one permission, for whoever puts roles together."""

    touches: Touch
    module: Module
    sentence: str


def _core(touches: Touch, sentence: str) -> Meaning:
    return Meaning(touches, Module.CORE, sentence)


def _clinical(touches: Touch, sentence: str) -> Meaning:
    return Meaning(touches, Module.CLINICAL_SERVICES, sentence)


def _billing(touches: Touch, sentence: str) -> Meaning:
    return Meaning(touches, Module.MEDICAL_BILLING, sentence)


def _remittance(touches: Touch, sentence: str) -> Meaning:
    return Meaning(touches, Module.REMITTANCE, sentence)


MEANINGS: Mapping[Permission, Meaning] = {
    Permission.READ_OWN_ACCOUNT: _core(Touch.PEOPLE, "See one's own account and access."),
    Permission.READ_ORGANIZATION: _core(
        Touch.CONFIGURATION, "See the tree of stores, its modules and its settings."
    ),
    Permission.MANAGE_ORGANIZATION: _core(
        Touch.CONFIGURATION, "Change the tree of stores, switch modules, change settings."
    ),
    Permission.READ_USERS: _core(Touch.PEOPLE, "See users, roles and who may do what."),
    Permission.MANAGE_USERS: _core(Touch.PEOPLE, "Invite users, give them roles, let them go."),
    Permission.MANAGE_ROLES: _core(Touch.PEOPLE, "Make roles and change what they allow."),
    Permission.MANAGE_IDENTITY_PROVIDERS: _core(
        Touch.PEOPLE, "Set up identity providers and what their claims give."
    ),
    Permission.PROVISION_USERS: Meaning(
        Touch.PEOPLE,
        Module.INTEROPERABILITY,
        "Provision users and their groups from a directory (SCIM).",
    ),
    Permission.HAVE_PERSONAL_TOKENS: Meaning(
        Touch.PEOPLE,
        Module.INTEROPERABILITY,
        "Make tokens of one's own for programs, with some of one's permissions.",
    ),
    Permission.MANAGE_CLIENTS: Meaning(
        Touch.CONFIGURATION,
        Module.INTEROPERABILITY,
        "Register partners' programs and give them secrets.",
    ),
    Permission.READ_PAYERS: _core(Touch.CONFIGURATION, "See payers and their contract rates."),
    Permission.MANAGE_PAYERS: _core(
        Touch.CONFIGURATION, "Change payers, their partners and contract rates."
    ),
    Permission.READ_PROVIDERS: _core(
        Touch.CONFIGURATION, "See stores, providers, their licences and enrolments."
    ),
    Permission.MANAGE_PROVIDERS: _core(
        Touch.CONFIGURATION, "Change stores, providers, their licences and enrolments."
    ),
    Permission.READ_SERVICES: _clinical(
        Touch.CONFIGURATION, "See services, their templates and prices."
    ),
    Permission.MANAGE_SERVICES: _clinical(
        Touch.CONFIGURATION, "Change services and prices, and put templates in force."
    ),
    Permission.TRY_RULES: Meaning(
        Touch.CONFIGURATION, Module.RULES_LAB, "Try a template on sample answers."
    ),
    Permission.READ_CODES: _core(Touch.CONFIGURATION, "Look up codes and what changed in them."),
    Permission.READ_PATIENTS: _core(Touch.PHI, "See patients and their coverage."),
    Permission.WRITE_PATIENTS: _core(Touch.PHI, "Add patients and change what is known of them."),
    Permission.IMPORT_PATIENTS: _core(Touch.PHI, "Load files of patients."),
    Permission.RESTRICT_PATIENTS: _core(
        Touch.PHI, "Hide a patient from everyone who does not break the glass, or mark a VIP."
    ),
    Permission.BREAK_GLASS: _core(
        Touch.PHI, "See a restricted patient for a while, and answer for it."
    ),
    Permission.READ_GLASS_BREAKS: _core(Touch.PEOPLE, "See who broke the glass, and why."),
    Permission.REVIEW_GLASS_BREAKS: _core(
        Touch.PEOPLE, "Say whether breaking the glass was right, and end what was not."
    ),
    Permission.READ_DISCLOSURES: _core(
        Touch.PHI, "See whom patients' information was disclosed to, and accounts given of it."
    ),
    Permission.RECORD_DISCLOSURES: _core(
        Touch.PHI, "Record disclosures, and give patients account of them."
    ),
    Permission.SUSPEND_DISCLOSURES: _core(
        Touch.PHI, "Keep disclosures to an agency from a patient's account for a time."
    ),
    Permission.READ_ENCOUNTERS: _clinical(Touch.PHI, "See what was documented."),
    Permission.WRITE_ENCOUNTERS: _clinical(Touch.PHI, "Document services."),
    Permission.SIGN_ENCOUNTERS: _clinical(Touch.PHI, "Sign, amend and void documentation."),
    Permission.READ_CLAIMS: _billing(Touch.PHI, "See claims and what became of them."),
    Permission.WRITE_CLAIMS: _billing(Touch.MONEY, "Build, correct, hold and void claims."),
    Permission.SUBMIT_CLAIMS: _billing(Touch.MONEY, "Release claims to payers."),
    Permission.OVERRIDE_FINDINGS: _billing(
        Touch.MONEY, "Let a claim leave despite what was found."
    ),
    Permission.READ_SUBMISSIONS: _billing(Touch.PHI, "See files sent and received, and jobs."),
    Permission.SUBMIT_INTERCHANGES: _billing(Touch.MONEY, "Send files now, and have jobs retried."),
    Permission.READ_REMITTANCES: _remittance(Touch.PHI, "See payers' decisions and payments."),
    Permission.POST_REMITTANCES: _remittance(
        Touch.MONEY, "Match payments to claims and post remittances."
    ),
    Permission.READ_LEDGER: _billing(Touch.MONEY, "See entries and balances."),
    Permission.WRITE_LEDGER: _billing(Touch.MONEY, "Write off what is owed, and give money back."),
    Permission.READ_APPROVALS: _core(Touch.MONEY, "See what waits for a second person."),
    Permission.DECIDE_APPROVALS: _core(
        Touch.MONEY, "Be the second person for what one may do oneself."
    ),
    Permission.READ_REPORTS: Meaning(
        Touch.MONEY, Module.ANALYTICS, "See revenue, payers' performance and what is open."
    ),
    Permission.READ_AUDIT: _core(Touch.PEOPLE, "See who did and saw what."),
    Permission.READ_KEYS: _core(
        Touch.CONFIGURATION, "See how far a rotation of the tenant's keys has come."
    ),
    Permission.ROTATE_KEYS: _core(
        Touch.CONFIGURATION, "Have a new key made and everything sealed with it."
    ),
    Permission.READ_ANOMALIES: _core(Touch.PEOPLE, "See whose access to patients was unusual."),
    Permission.REVIEW_ANOMALIES: _core(Touch.PEOPLE, "Say what came of looking into it."),
}


def module_of(permission: Permission) -> Module:
    """The module without which the permission is worth nothing."""
    return MEANINGS[permission].module
