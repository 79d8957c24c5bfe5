"""The GraphQL schema: one query and one mutation type, assembled from the stages."""

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import merge_types

from api.account import AccountQuery
from api.anomalies import AnomalyMutation, AnomalyQuery
from api.approvals import ApprovalMutation, ApprovalQuery
from api.audit_chain import ChainMutation, ChainQuery
from api.audit_events import AuditQuery
from api.bulk_acts import BulkActMutation, BulkActQuery
from api.bulk_claims import BulkClaimMutation, BulkClaimQuery
from api.claim_views import ClaimViewMutation, ClaimViewQuery
from api.claims import ClaimMutation, ClaimQuery
from api.clients import ClientMutation, ClientQuery
from api.codes import CodeQuery
from api.credentials import CredentialMutation, CredentialQuery
from api.disclosures import DisclosureMutation, DisclosureQuery
from api.drafts import DraftMutation, DraftQuery
from api.encounters import EncounterMutation, EncounterQuery
from api.explanations import ExplanationQuery
from api.groups import GroupMutation, GroupQuery
from api.identity_providers import IdentityProviderMutation, IdentityProviderQuery
from api.jobs import JobMutation, JobQuery
from api.key_rotations import KeyRotationMutation, KeyRotationQuery
from api.ledger import LedgerMutation, LedgerQuery
from api.modules import ModuleMutation, ModuleQuery
from api.nodes import NodeQuery
from api.organization import OrganizationMutation, OrganizationQuery
from api.patients import PatientMutation, PatientQuery
from api.payers import PayerMutation, PayerQuery
from api.personal_tokens import PersonalTokenMutation, PersonalTokenQuery
from api.previews import PreviewQuery
from api.providers import ProviderMutation, ProviderQuery
from api.remittances import RemittanceMutation, RemittanceQuery
from api.reports import ReportQuery
from api.restrictions import RestrictionMutation, RestrictionQuery
from api.roles import RoleMutation, RoleQuery
from api.scalars import SCALARS
from api.services import ServiceMutation, ServiceQuery
from api.settings import SettingMutation, SettingQuery
from api.sign_in_policy import SignInPolicyMutation, SignInPolicyQuery
from api.simulator import SimulatorMutation, SimulatorQuery
from api.submissions import SubmissionMutation, SubmissionQuery
from api.users import UserMutation, UserQuery

QUERIES: tuple[type, ...] = (
    AccountQuery,
    NodeQuery,
    OrganizationQuery,
    ModuleQuery,
    SettingQuery,
    UserQuery,
    SignInPolicyQuery,
    RoleQuery,
    ExplanationQuery,
    ClientQuery,
    PersonalTokenQuery,
    IdentityProviderQuery,
    GroupQuery,
    PatientQuery,
    RestrictionQuery,
    DisclosureQuery,
    PayerQuery,
    SimulatorQuery,
    ProviderQuery,
    CredentialQuery,
    ServiceQuery,
    EncounterQuery,
    ClaimQuery,
    BulkClaimQuery,
    BulkActQuery,
    ClaimViewQuery,
    PreviewQuery,
    DraftQuery,
    SubmissionQuery,
    JobQuery,
    RemittanceQuery,
    LedgerQuery,
    ApprovalQuery,
    ReportQuery,
    CodeQuery,
    AuditQuery,
    ChainQuery,
    KeyRotationQuery,
    AnomalyQuery,
)
MUTATIONS: tuple[type, ...] = (
    OrganizationMutation,
    ModuleMutation,
    SettingMutation,
    UserMutation,
    SignInPolicyMutation,
    RoleMutation,
    ClientMutation,
    PersonalTokenMutation,
    IdentityProviderMutation,
    GroupMutation,
    PatientMutation,
    RestrictionMutation,
    DisclosureMutation,
    PayerMutation,
    ProviderMutation,
    CredentialMutation,
    ServiceMutation,
    EncounterMutation,
    DraftMutation,
    ClaimMutation,
    BulkClaimMutation,
    BulkActMutation,
    ClaimViewMutation,
    SubmissionMutation,
    JobMutation,
    RemittanceMutation,
    LedgerMutation,
    ApprovalMutation,
    ChainMutation,
    KeyRotationMutation,
    SimulatorMutation,
    AnomalyMutation,
)

schema = strawberry.Schema(
    query=merge_types("Query", QUERIES),
    mutation=merge_types("Mutation", MUTATIONS) if MUTATIONS else None,
    config=StrawberryConfig(scalar_map=SCALARS),
)


def core() -> GraphQLSchema:
    """The schema as graphql-core knows it, which parses, validates and executes."""
    return schema._schema  # noqa: SLF001 Strawberry gives no other name to it


def exported() -> str:
    """The schema in its own language, as `api/schema.graphql` keeps it."""
    return f"{schema.as_str()}\n"
