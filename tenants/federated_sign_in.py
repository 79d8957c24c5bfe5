"""Coming in through the tenant's identity provider: whose account it is, what their claims give."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from tenants.identifiers import new_id
from tenants.identity_providers import domain_of
from tenants.models import Membership, User, UserSession
from tenants.provider_models import IdentityProvider, ProviderAccount, ProviderGrant, UsedState
from tenants.refusals import Refused
from tenants.roles import MAX_NAME_LENGTH
from tenants.sessions import Device, renew_session
from tenants.sign_in import Outdated, Pending, SignIn, admitted, pending
from tenants.tokens import hash_of
from tenants.users import MAX_EMAIL_LENGTH


class NoAccount(Refused):
    """The provider knows them, but nobody here is them."""

    code = "no_account"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a valid ID token says of a person."""

    subject: str
    email: str | None
    is_email_verified: bool
    name: str | None
    groups: frozenset[str]
    acr: str | None = None
    """How well they were authenticated, in the provider's own words."""
    amr: frozenset[str] = frozenset()
    """By which means (RFC 8176)."""


def enter(
    session: Session, provider: IdentityProvider, identity: Identity, device: Device
) -> SignIn | Pending:
    """Open a session for whom the provider names, with the memberships that their claims give now.

    Where it does not say that they gave a second factor there, one of ours may be missing.

    Raises:
        NoAccount: they are nobody here, were let go, or their address links to no account.
    """
    user = _user_of(session, provider, identity)
    if not user.is_active:
        raise NoAccount("This account was closed. Ask your administrator.")
    follow_claims(session, provider, user.id, identity.groups)
    missing = None if _gave_a_second_factor(provider, identity) else pending(session, user)
    return missing or admitted(session, user, device)


def prove_through(
    session: Session, provider: IdentityProvider, identity: Identity, session_id: UUID
) -> SignIn:
    """Renew the session of whom the provider has just asked anew, and knows as the same person.

    Raises:
        NoAccount: the provider signed in somebody else.
        Outdated: the session is over.
    """
    living = session.get(UserSession, session_id)
    if living is None or living.ended_at is not None:
        raise Outdated
    account = _account_of(session, provider, identity)
    if account is None or account.user_id != living.user_id:
        raise NoAccount("Somebody else signed in there. Prove who you are yourself.")
    account.last_used_at = func.now()
    follow_claims(session, provider, living.user_id, identity.groups)
    return SignIn(living.tenant_id, living.user_id, renew_session(session, living))


def follow_claims(
    session: Session, provider: IdentityProvider, user_id: UUID, values: Iterable[str]
) -> None:
    """Give what the values give and take what they no longer do; what people gave stays."""
    wanted = {
        (grant.role_id, grant.unit_id)
        for grant in session.scalars(
            select(ProviderGrant).where(
                ProviderGrant.provider_id == provider.id,
                ProviderGrant.claim_value.in_(sorted(values)),
            )
        )
    }
    held = list(session.scalars(select(Membership).where(Membership.user_id == user_id)))
    for membership in held:
        is_wanted = (membership.role_id, membership.unit_id) in wanted
        if membership.provider_id == provider.id and not is_wanted:
            session.delete(membership)
    for role_id, unit_id in wanted - {(one.role_id, one.unit_id) for one in held}:
        session.add(
            Membership(user_id=user_id, role_id=role_id, unit_id=unit_id, provider_id=provider.id)
        )
    session.flush()


def use_state(session: Session, state: str, expires_at: datetime) -> bool:
    """Take note that this sign-in came back; False: it did so before, anywhere."""
    noted = session.execute(
        postgresql.insert(UsedState)
        .values(id=new_id(), state_hash=hash_of(state), expires_at=expires_at)
        .on_conflict_do_nothing()
        .returning(UsedState.id)
    )
    return noted.first() is not None


def _gave_a_second_factor(provider: IdentityProvider, identity: Identity) -> bool:
    return identity.acr in provider.trusted_acr or bool(identity.amr & {*provider.trusted_amr})


def _user_of(session: Session, provider: IdentityProvider, identity: Identity) -> User:
    account = _account_of(session, provider, identity) or _linked(session, provider, identity)
    account.last_used_at = func.now()
    return session.get_one(User, account.user_id)


def _account_of(
    session: Session, provider: IdentityProvider, identity: Identity
) -> ProviderAccount | None:
    return session.scalar(
        select(ProviderAccount).where(
            ProviderAccount.provider_id == provider.id,
            ProviderAccount.subject == identity.subject,
        )
    )


def _linked(session: Session, provider: IdentityProvider, identity: Identity) -> ProviderAccount:
    """The first time: by an address that is verified, and of a domain the provider speaks for.

    Raises:
        NoAccount
    """
    email = (identity.email or "").strip().lower()
    is_verified = identity.is_email_verified or provider.vouches_for_email
    is_sound = 2 < len(email) <= MAX_EMAIL_LENGTH and email.count("@") == 1
    if not is_sound or not is_verified or domain_of(email) not in provider.email_domains:
        raise NoAccount("Your identity provider does not vouch for an address we may accept.")
    user = session.scalar(select(User).where(User.email == email).with_for_update())
    if user is None:
        if not provider.creates_users:
            raise NoAccount("You have no account here. Ask your administrator to invite you.")
        user = User(id=new_id(), email=email, name=_name(identity, email), password_hash=None)
        session.add(user)
        session.flush()
    elif _is_linked(session, provider, user.id):
        raise NoAccount("The account of this address belongs to somebody else there.")
    account = ProviderAccount(provider_id=provider.id, user_id=user.id, subject=identity.subject)
    session.add(account)
    session.flush()
    return account


def _is_linked(session: Session, provider: IdentityProvider, user_id: UUID) -> bool:
    linked = select(ProviderAccount.id).where(
        ProviderAccount.provider_id == provider.id, ProviderAccount.user_id == user_id
    )
    return session.scalar(linked) is not None


def _name(identity: Identity, email: str) -> str:
    name = (identity.name or "").replace("\0", "").strip()[:MAX_NAME_LENGTH]
    return name or email.partition("@")[0]
