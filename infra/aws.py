"""What we ask of AWS: clients made when first needed, and its errors in our words."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from infra.outside import Declined, Unreachable

TIMEOUT_SECONDS = 5
ATTEMPTS = 4
PASSING = frozenset(
    {
        "DependencyTimeoutException",
        "InternalError",
        "KMSInternalException",
        "KeyUnavailableException",
        "LimitExceededException",
        "RequestTimeout",
        "ServiceUnavailable",
        "SlowDown",
        "ThrottlingException",
    }
)
"""Errors that waiting may cure."""
IN_WORDS = {
    "AccessDenied": "this process may not use it: look at its role and at the policy",
    "AccessDeniedException": "this process may not use it: look at its role and at the key's policy",
    "DisabledException": "the key is disabled: enable it",
    "ExpiredTokenException": "the credentials have expired",
    "IncorrectKeyException": "another key wrapped this",
    "InvalidCiphertextException": "it wrapped something else, or for another tenant",
    "KMSInvalidStateException": "the key is about to be deleted, or not ready: cancel its deletion",
    "NoSuchBucket": "there is no such bucket",
    "NotFoundException": "there is no such key here: look at its ARN and region",
    "UnrecognizedClientException": "the credentials are not known to AWS",
}


@cache
def client(service: str, region: str | None = None) -> Any:
    """Thread-safe; credentials and, unless given, the region come from AWS's usual places."""
    import boto3  # noqa: PLC0415 half a second, for those alone who use AWS
    from botocore.config import Config  # noqa: PLC0415

    config = Config(
        connect_timeout=TIMEOUT_SECONDS,
        read_timeout=TIMEOUT_SECONDS,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    )
    return boto3.session.Session().client(service, region_name=region, config=config)


@contextmanager
def told_plainly(what: str) -> Iterator[None]:
    """Raises:
    Unreachable: AWS did not answer, or not now.
    Declined: it said no; the message says why and what mends it.
    """
    from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError  # noqa: PLC0415

    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in PASSING:
            raise Unreachable(f"{what} does not answer now ({code}).") from None
        raise Declined(f"{what}: {IN_WORDS.get(code, code)}.") from None
    except NoCredentialsError:
        raise Declined(f"{what}: this process has no AWS credentials.") from None
    except BotoCoreError as error:
        raise Unreachable(f"{what} cannot be reached ({type(error).__name__}).") from None


def region_of(arn: str) -> str | None:
    """The region that an ARN names; of anything else none."""
    parts = arn.split(":")
    return parts[3] if len(parts) > 5 and parts[0] == "arn" else None
