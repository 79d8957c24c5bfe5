"""What an actor may do: named permissions, grouped by what they touch."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that a role may allow; every root field of the API names exactly one."""

    READ_OWN_ACCOUNT = "account:read"
    READ_ORGANIZATION = "organization:read"
    MANAGE_ORGANIZATION = "organization:manage"
    READ_USERS = "users:read"
    MANAGE_USERS = "users:manage"
    MANAGE_ROLES = "roles:manage"
    MANAGE_CLIENTS = "clients:manage"
    MANAGE_IDENTITY_PROVIDERS = "identity_providers:manage"
    PROVISION_USERS = "users:provision"
    HAVE_PERSONAL_TOKENS = "personal_tokens:have"
    READ_PAYERS = "payers:read"
    MANAGE_PAYERS = "payers:manage"
    READ_PROVIDERS = "providers:read"
    MANAGE_PROVIDERS = "providers:manage"
    READ_SERVICES = "services:read"
    MANAGE_SERVICES = "services:manage"
    TRY_RULES = "rules:try"
    READ_CODES = "codes:read"
    READ_PATIENTS = "patients:read"
    WRITE_PATIENTS = "patients:write"
    IMPORT_PATIENTS = "patients:import"
    RESTRICT_PATIENTS = "patients:restrict"
    BREAK_GLASS = "break_glass:use"
    READ_GLASS_BREAKS = "break_glass:read"
    REVIEW_GLASS_BREAKS = "break_glass:review"
    READ_DISCLOSURES = "disclosures:read"
    RECORD_DISCLOSURES = "disclosures:record"
    SUSPEND_DISCLOSURES = "disclosures:suspend"
    READ_ENCOUNTERS = "encounters:read"
    WRITE_ENCOUNTERS = "encounters:write"
    SIGN_ENCOUNTERS = "encounters:sign"
    READ_CLAIMS = "claims:read"
    WRITE_CLAIMS = "claims:write"
    SUBMIT_CLAIMS = "claims:submit"
    OVERRIDE_FINDINGS = "claims:override"
    READ_SUBMISSIONS = "submissions:read"
    SUBMIT_INTERCHANGES = "submissions:submit"
    READ_REMITTANCES = "remittances:read"
    POST_REMITTANCES = "remittances:post"
    READ_LEDGER = "ledger:read"
    WRITE_LEDGER = "ledger:write"
    READ_APPROVALS = "approvals:read"
    DECIDE_APPROVALS = "approvals:decide"
    READ_REPORTS = "reports:read"
    READ_AUDIT = "audit:read"
    READ_KEYS = "keys:read"
    ROTATE_KEYS = "keys:rotate"
    READ_ANOMALIES = "anomalies:read"
    REVIEW_ANOMALIES = "anomalies:review"


EVERYTHING = frozenset(Permission)

_FRONT_DESK = frozenset(
    {
        Permission.READ_OWN_ACCOUNT,
        Permission.READ_ORGANIZATION,
        Permission.READ_PAYERS,
        Permission.READ_PROVIDERS,
        Permission.READ_SERVICES,
        Permission.READ_CODES,
        Permission.READ_PATIENTS,
        Permission.WRITE_PATIENTS,
        Permission.BREAK_GLASS,
        Permission.READ_ENCOUNTERS,
        Permission.WRITE_ENCOUNTERS,
    }
)

BUILT_IN_ROLES: dict[str, frozenset[Permission]] = {
    "admin": EVERYTHING,
    "technician": _FRONT_DESK,
    "pharmacist": _FRONT_DESK
    | {
        Permission.SIGN_ENCOUNTERS,
        Permission.READ_CLAIMS,
        Permission.READ_REPORTS,
        Permission.READ_DISCLOSURES,
        Permission.RECORD_DISCLOSURES,
    },
    "biller": _FRONT_DESK - {Permission.WRITE_ENCOUNTERS}
    | {
        Permission.IMPORT_PATIENTS,
        Permission.READ_CLAIMS,
        Permission.WRITE_CLAIMS,
        Permission.SUBMIT_CLAIMS,
        Permission.OVERRIDE_FINDINGS,
        Permission.READ_SUBMISSIONS,
        Permission.SUBMIT_INTERCHANGES,
        Permission.READ_REMITTANCES,
        Permission.POST_REMITTANCES,
        Permission.READ_LEDGER,
        Permission.WRITE_LEDGER,
        Permission.READ_APPROVALS,
        Permission.DECIDE_APPROVALS,
        Permission.READ_REPORTS,
    },
    "auditor": frozenset(permission for permission in Permission if permission.endswith(":read")),
}
"""The roles every tenant starts with; a tenant admin may add others, not change these."""
