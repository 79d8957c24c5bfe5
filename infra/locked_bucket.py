"""Heads of the audit log in a bucket of S3 whose objects nobody can change or delete for years."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from infra.aws import client, told_plainly
from infra.outside import Declined
from infra.settings import WrongSetting
from tenants.chain.heads import AlreadyExported, WrongExport

SCHEME = "s3://"
PLACE_TAKEN = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})


class LockedBucket:
    """Objects that are written once. What counts is the first version of each: it is the locked one.

    Whoever may write can put a newer version above it, or a mark that it is deleted; neither is read.
    """

    def __init__(self, place: str) -> None:
        """`place` is `s3://bucket`, or `s3://bucket/folder`.

        Raises:
            WrongSetting: it names no bucket.
        """
        self._bucket, _, folder = place.removeprefix(SCHEME).partition("/")
        if not self._bucket:
            raise WrongSetting(f"AUDIT_HEADS names no bucket: {place}")
        self._prefix = f"{folder.strip('/')}/" if folder.strip("/") else ""
        self._what = f"The bucket {self._bucket} of S3"
        self._s3 = client("s3")

    def names(self, after: str = "") -> list[str]:
        """Raises: Declined, Unreachable."""
        return list(dict.fromkeys(name for name, _ in self._versions(after)))

    def read(self, name: str) -> bytes:
        """Raises: WrongExport, Declined, Unreachable."""
        versions = [version for found, version in self._versions(only=name) if found == name]
        if not versions:
            raise WrongExport(f"The export {name} is missing.")
        with told_plainly(self._what):
            answer = self._s3.get_object(
                Bucket=self._bucket, Key=self._prefix + name, VersionId=versions[-1]
            )
            content: bytes = answer["Body"].read()
        return content

    def write(self, name: str, content: bytes) -> None:
        """Raises: AlreadyExported, Declined, Unreachable."""
        from botocore.exceptions import ClientError  # noqa: PLC0415 as in infra.aws

        assert self._is_locked
        with told_plainly(self._what):
            try:
                self._s3.put_object(
                    Bucket=self._bucket,
                    Key=self._prefix + name,
                    Body=content,
                    ContentType="application/json",
                    IfNoneMatch="*",
                )
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") in PLACE_TAKEN:
                    raise AlreadyExported(name) from None
                raise

    @cached_property
    def _is_locked(self) -> bool:
        """Raises: Declined: what is written there could be changed or deleted."""
        with told_plainly(f"The object lock of the bucket {self._bucket}"):
            found = self._s3.get_object_lock_configuration(Bucket=self._bucket)
        rule = found["ObjectLockConfiguration"].get("Rule", {}).get("DefaultRetention", {})
        if rule.get("Mode") != "COMPLIANCE":
            raise Declined(
                f"{self._what} locks nothing: heads want object lock by default, in compliance mode."
            )
        return True

    def _versions(self, after: str = "", only: str = "") -> Iterator[tuple[str, str]]:
        """Name and version, in the order of names; of one name the newest first."""
        asked: dict[str, Any] = {"Bucket": self._bucket, "Prefix": self._prefix + only}
        if after:
            asked["KeyMarker"] = self._prefix + after
        with told_plainly(self._what):
            for page in self._s3.get_paginator("list_object_versions").paginate(**asked):
                for version in page.get("Versions", ()):
                    yield version["Key"].removeprefix(self._prefix), version["VersionId"]
