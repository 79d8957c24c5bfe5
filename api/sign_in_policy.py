"""GraphQL of how a tenant's people sign in: session limits and second factors."""

from typing import Annotated

import strawberry

from api.context import Info
from api.doors import mutation, query
from api.ids import Id, global_id, key_of
from api.refusal import Refusal
from tenants import sign_in_policy
from tenants.permissions import Permission
from tenants.sign_in_policy import Policy, SecondFactor

strawberry.enum(SecondFactor, name="SecondFactorRequirement")


@strawberry.type(description="What the tenant asks of those who sign in.")
class SignInPolicy:
    idle_minutes: int = strawberry.field(
        description="After so long without a request a session is over: 5 to 30."
    )
    longest_hours: int = strawberry.field(description="After so long in any case: 1 to 24.")
    recent_minutes: int = strawberry.field(
        description="So long after proving who they are, people may do what is dangerous: 1 to 60."
    )
    second_factor: SecondFactor
    second_factor_role_ids: list[Id]
    grace_days: int = strawberry.field(
        description="So long after it was first missed, a second factor may be missing: 0 to 90."
    )

    @classmethod
    def of(cls, policy: Policy) -> "SignInPolicy":
        return cls(
            idle_minutes=policy.idle_minutes,
            longest_hours=policy.longest_hours,
            recent_minutes=policy.recent_minutes,
            second_factor=policy.second_factor,
            second_factor_role_ids=[
                global_id("Role", role_id) for role_id in policy.second_factor_role_ids
            ],
            grace_days=policy.grace_days,
        )


@strawberry.input(description="All of the policy, as it is to be from now on.")
class SignInPolicyInput:
    idle_minutes: int
    longest_hours: int
    recent_minutes: int
    second_factor: SecondFactor
    second_factor_role_ids: list[Id]
    grace_days: int = 0


SignInPolicyResult = Annotated[SignInPolicy | Refusal, strawberry.union("SignInPolicyResult")]


@strawberry.type
class SignInPolicyQuery:
    @query(Permission.READ_USERS)
    def sign_in_policy(self, info: Info) -> SignInPolicy:
        return SignInPolicy.of(sign_in_policy.policy_of(info.context.session))


@strawberry.type
class SignInPolicyMutation:
    @mutation(Permission.MANAGE_USERS, recent_sign_in=True)
    def set_sign_in_policy(self, info: Info, policy: SignInPolicyInput) -> SignInPolicyResult:
        wanted = Policy(
            policy.idle_minutes,
            policy.longest_hours,
            policy.recent_minutes,
            policy.second_factor,
            tuple(key_of(role_id) for role_id in policy.second_factor_role_ids),
            policy.grace_days,
        )
        return SignInPolicy.of(sign_in_policy.set_policy(info.context.session, wanted))
