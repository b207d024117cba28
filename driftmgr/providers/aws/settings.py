"""Which AWS accounts and regions to read, and with whose credentials."""

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from driftmgr.errors import InvalidInputError
from driftmgr.providers.aws.api import Apis
from driftmgr.providers.aws.failures import fatal
from driftmgr.providers.aws.regions import check_regions
from driftmgr.providers.aws.sessions import new_session

if TYPE_CHECKING:
    import boto3

DEFAULT_REGION: Final = "us-east-1"
_ROLE: Final = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]{1,576}")
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns"""


@dataclass(frozen=True)
class Account:
    """An account that answered: its number, its partition ("aws", "aws-cn", "aws-us-gov") and its clients."""

    number: str
    partition: str
    apis: Apis


class Aws(BaseModel):
    """AWS as a provider. Without `regions`, those that the states name are read; without `account_roles`, the account
    of the ambient credentials (the SDK's usual chain: environment, profile, SSO, instance role).

    `account_roles` are ARNs of roles to assume, one account each
    (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Literal["aws"] = "aws"
    regions: tuple[str, ...] = ()
    account_roles: tuple[str, ...] = ()
    profile: str | None = None
    endpoint_url: str | None = None
    workers: int = Field(default=48, ge=1, le=256)

    def check(self) -> None:
        """Raises InvalidInputError for names of regions and roles that cannot be right. Nothing is asked."""
        check_regions(self.regions)
        for role in self.account_roles:
            if not _ROLE.fullmatch(role):
                raise InvalidInputError(
                    f"aws: {role!r} is not the ARN of a role; give arn:aws:iam::ACCOUNT:role/NAME"
                )

    def accounts(self) -> tuple[Account, ...]:
        """The accounts to read, each asked who it is. Raises CredentialsError, InvalidInputError or ProviderError."""
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.parsers import ResponseParserError

        self.check()
        session, role = self._session(), ""
        try:
            if not self.account_roles:
                return (self._account(session),)
            found = []
            for role in self.account_roles:
                found.append(self._account(self._assume(session, role)))
            return tuple(found)
        except (BotoCoreError, ClientError, ResponseParserError, ValueError) as failure:
            assuming = f"assuming {role} (sts:AssumeRole)" if role else ""
            whose = "asking who the credentials belong to (sts:GetCallerIdentity)"
            raise fatal(failure, assuming or whose) from failure

    def home_region(self) -> str:
        """The region of the environment or profile, else us-east-1. Raises CredentialsError or InvalidInputError."""
        return self._session().region_name or DEFAULT_REGION

    def _session(self) -> "boto3.Session":
        from botocore.exceptions import BotoCoreError

        try:
            # botocore knows AWS_DEFAULT_REGION alone; Terraform and the other SDKs, AWS_REGION before it
            # (https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html).
            named = os.environ.get("AWS_REGION") or None
            session = new_session(profile_name=self.profile, region_name=named)
            region = session.region_name
        except BotoCoreError as failure:
            raise fatal(failure, "reading the configuration of AWS") from failure
        check_regions(filter(None, (region,)))
        return session

    def _account(self, session: "boto3.Session") -> Account:
        apis = Apis(session, self.endpoint_url)
        region = self.regions[0] if self.regions else session.region_name or DEFAULT_REGION
        who = apis.service("sts", region).call("get_caller_identity")
        return Account(who["Account"], who["Arn"].split(":")[1], apis)

    def _assume(self, session: "boto3.Session", role: str) -> "boto3.Session":
        sts = session.client(
            "sts", region_name=session.region_name or DEFAULT_REGION, endpoint_url=self.endpoint_url
        )
        keys = sts.assume_role(RoleArn=role, RoleSessionName="driftmgr")["Credentials"]
        return new_session(
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
            region_name=session.region_name,
        )
