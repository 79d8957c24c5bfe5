"""GraphQL of personal tokens: a developer's own, and all of them for whoever manages programs."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from api.context import Info
from api.doors import mutation, query
from api.ids import Id, global_id, key_of
from api.reading.declarations import one
from api.reading.fields import Node, connection, shows
from api.reading.paging import Connection, SortKey
from api.refusal import Refusal
from api.users import User
from tenants import models, personal_tokens
from tenants.permissions import Permission


@shows(models.PersonalToken, Permission.MANAGE_CLIENTS)
class PersonalToken(Node):
    """A developer's own token: it may do some of what its user may."""

    user: User = one("user_id")
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


@strawberry.type(description="A token of the one who asks.")
class MyToken:
    id: Id
    name: str
    scopes: list[str]
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None

    @classmethod
    def of(cls, token: models.PersonalToken) -> Self:
        return cls(
            id=global_id("PersonalToken", token.id),
            name=token.name,
            scopes=token.scopes,
            expires_at=token.expires_at,
            revoked_at=token.revoked_at,
            last_used_at=token.last_used_at,
        )


@strawberry.type(description="A new token, which is shown this once.")
class MyNewToken:
    token: MyToken
    secret: str = strawberry.field(description="Send it as a bearer token. Never share it.")


@strawberry.enum
class PersonalTokenOrder(SortKey):
    ADDED = "id"
    EXPIRES_AT = "expires_at"


NewTokenResult = Annotated[MyNewToken | Refusal, strawberry.union("NewTokenResult")]
MyTokenResult = Annotated[MyToken | Refusal, strawberry.union("MyTokenResult")]
PersonalTokenResult = Annotated[PersonalToken | Refusal, strawberry.union("PersonalTokenResult")]


@strawberry.type
class PersonalTokenQuery:
    personal_tokens: Connection[PersonalToken] = connection(
        Permission.MANAGE_CLIENTS, PersonalTokenOrder.ADDED
    )

    @query(Permission.HAVE_PERSONAL_TOKENS, description="The tokens of the one who asks.")
    def my_tokens(self, info: Info) -> list[MyToken]:
        return [MyToken.of(token) for token in personal_tokens.own_tokens(info.context.session)]


@strawberry.type
class PersonalTokenMutation:
    @mutation(Permission.HAVE_PERSONAL_TOKENS, recent_sign_in=True)
    def create_my_token(
        self, info: Info, name: str, scopes: list[str], expires_at: datetime | None = None
    ) -> NewTokenResult:
        token, secret = personal_tokens.create_token(info.context.session, name, scopes, expires_at)
        return MyNewToken(token=MyToken.of(token), secret=secret)

    @mutation(Permission.HAVE_PERSONAL_TOKENS)
    def revoke_my_token(self, info: Info, token_id: Id) -> MyTokenResult:
        session = info.context.session
        return MyToken.of(personal_tokens.revoke_own_token(session, key_of(token_id)))

    @mutation(Permission.MANAGE_CLIENTS)
    def revoke_personal_token(self, info: Info, token_id: Id) -> PersonalTokenResult:
        session = info.context.session
        return PersonalToken.of(personal_tokens.revoke_token_of_another(session, key_of(token_id)))
