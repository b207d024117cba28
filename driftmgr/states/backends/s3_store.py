"""The few read-only calls to S3, DynamoDB and STS that reading states takes."""

import os
from base64 import b64decode
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from driftmgr.states.backends.s3_failures import ABSENT, DENIED, code_of, explained

if TYPE_CHECKING:
    import boto3
    from botocore.config import Config
    from pydantic import SecretStr

    from driftmgr.states.backends.s3 import S3Backend

CONNECTIONS: Final = 16
DEFAULT_REGION: Final = "us-east-1"
LOCK_SUFFIX: Final = ".tflock"


@dataclass(frozen=True, slots=True)
class S3Store:
    """A bucket, opened with the settings of a backend. Its calls may be made from several threads at once.

    Each call raises CredentialsError, StateNotFoundError, InvalidInputError or BackendError.
    """

    settings: "S3Backend"
    client: Any = field(repr=False)
    lock_table: Any = field(repr=False)

    @classmethod
    def of(cls, settings: "S3Backend") -> "S3Store":
        """No call is made here but AssumeRole, where a role is configured."""
        with _explaining(
            f"s3://{settings.bucket}", "sts:AssumeRole", settings.region, settings.sts_endpoint_url
        ):
            session = _session(settings)
            config = _config(settings)
            lock_table = None
            if settings.dynamodb_table:
                lock_table = session.client(
                    "dynamodb", endpoint_url=settings.dynamodb_endpoint_url, config=config
                )
            return cls(
                settings, session.client("s3", endpoint_url=settings.endpoint_url, config=config), lock_table
            )

    def keys(self, prefix: str, limit: int | None = None) -> Iterator[str]:
        """Keys of objects that start with `prefix`, in order, asked for page by page and no more than `limit`."""
        with self._explaining(prefix, "s3:ListBucket"):
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.settings.bucket,
                Prefix=prefix,
                PaginationConfig={"MaxItems": limit, "PageSize": limit},
            )
            for page in pages:
                yield from (found["Key"] for found in page.get("Contents", ()))

    def get(self, key: str) -> bytes:
        """The object's bytes."""
        with self._explaining(key, "s3:GetObject"):
            answer = self.client.get_object(Bucket=self.settings.bucket, Key=key, **self._customer_key())
            data: bytes = answer["Body"].read()
            return data

    def has_lock_object(self, key: str) -> bool:
        """Whether the state at `key` has a lock object beside it; False where these credentials may not look.

        https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
        """
        from botocore.exceptions import ClientError

        with self._explaining(key, "s3:GetObject"):
            try:
                self.client.head_object(
                    Bucket=self.settings.bucket, Key=key + LOCK_SUFFIX, **self._customer_key()
                )
            except ClientError as failure:
                if code_of(failure) in ABSENT | DENIED:
                    return False
                raise
        return True

    def has_lock_item(self, key: str) -> bool:
        """Whether the lock table holds an item for the state at `key`; False where these credentials may not look."""
        from botocore.exceptions import ClientError

        if self.lock_table is None:
            return False
        lock = {"LockID": {"S": f"{self.settings.bucket}/{key}"}}
        with self._explaining(key, "dynamodb:GetItem"):
            try:
                found = self.lock_table.get_item(
                    TableName=self.settings.dynamodb_table, Key=lock, ConsistentRead=True
                )
            except ClientError as failure:
                if code_of(failure) in DENIED | {"ResourceNotFoundException"}:
                    return False
                raise
        return "Item" in found

    def _customer_key(self) -> dict[str, Any]:
        if self.settings.sse_customer_key is None:
            return {}
        key = b64decode(self.settings.sse_customer_key.get_secret_value())
        return {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": key}

    def _explaining(self, key: str, action: str) -> AbstractContextManager[None]:
        place = f"s3://{self.settings.bucket}/{key}"
        return _explaining(place, action, self.client.meta.region_name, self.client.meta.endpoint_url)


@contextmanager
def _explaining(place: str, action: str, region: str | None, endpoint: str | None) -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError, ValueError) as failure:
        raise explained(failure, place, action, region, endpoint or "") from failure


def _session(settings: "S3Backend") -> "boto3.Session":
    import boto3

    region = settings.region or os.environ.get("AWS_REGION") or None
    session = boto3.Session(
        profile_name=settings.profile,
        region_name=region,
        aws_access_key_id=_revealed(settings.access_key),
        aws_secret_access_key=_revealed(settings.secret_key),
        aws_session_token=_revealed(settings.token),
    )
    if settings.role_arn is None:
        return session
    region = session.region_name or DEFAULT_REGION
    sts = session.client("sts", region_name=region, endpoint_url=settings.sts_endpoint_url)
    request = {"RoleArn": settings.role_arn, "RoleSessionName": settings.session_name}
    if settings.external_id is not None:
        request["ExternalId"] = settings.external_id
    keys = sts.assume_role(**request)["Credentials"]
    return boto3.Session(
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
        region_name=region,
    )


def _config(settings: "S3Backend") -> "Config":
    """S3-compatible servers at an own endpoint seldom answer to a bucket's name as a host."""
    from botocore.config import Config

    path_style = settings.use_path_style or settings.endpoint_url is not None
    return Config(
        connect_timeout=10,
        read_timeout=60,
        retries={"mode": "standard", "total_max_attempts": 3},
        max_pool_connections=CONNECTIONS,
        s3={"addressing_style": "path" if path_style else "auto"},
    )


def _revealed(secret: "SecretStr | None") -> str | None:
    return None if secret is None else secret.get_secret_value()
