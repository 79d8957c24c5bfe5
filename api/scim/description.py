"""What our SCIM service says of itself: its schemas, its resource types, what it can."""

from functools import cache

from scim2_models import (
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    ETag,
    Filter,
    Patch,
    Schema,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
)
from scim2_server.service import ScimService
from scim2_server.utils import load_default_resource_types, load_default_schemas

MOST_RESULTS = 200
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"

TOLERANT = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)
"""As Entra ID and Okta write; what we do not know of a person is not kept."""


@cache
def service() -> ScimService:
    """Validates requests and writes answers; it neither reads nor writes resources.

    Made once a process: half a second of a core.
    """
    config = ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(supported=True, max_results=MOST_RESULTS),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=False),
        etag=ETag(supported=True),
        authentication_schemes=[
            AuthenticationScheme(
                type=AuthenticationScheme.Type.oauthbearertoken,
                name="OAuth bearer token",
                description="An access token of a client with the scope users:provision.",
            )
        ],
    )
    schemas = load_default_schemas()
    _name_no_members(schemas[GROUP])
    types = load_default_resource_types()
    return ScimService(
        ScimProvider.from_discovery(
            schemas.values(), types.values(), config=config, policy=TOLERANT
        )
    )


def _name_no_members(group: Schema) -> None:
    """A member's display name is the user's, asked there: RFC 7643, 4.2 has none."""
    for attribute in group.attributes or ():
        if attribute.name == "members":
            parts = attribute.sub_attributes or []
            attribute.sub_attributes = [part for part in parts if part.name != "display"]
