"""Which AWS accounts and regions to read, and with whose credentials."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from driftmgr.providers.aws.api import Apis
from driftmgr.providers.aws.failures import fatal

if TYPE_CHECKING:
    import boto3

DEFAULT_REGION = "us-east-1"


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

    def accounts(self) -> tuple[Account, ...]:
        """The accounts to read, each asked who it is. Raises CredentialsError or ProviderError."""
        import boto3
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            session = boto3.Session(profile_name=self.profile)
            if not self.account_roles:
                return (self._account(session),)
            return tuple(self._account(self._assume(session, role)) for role in self.account_roles)
        except (BotoCoreError, ClientError) as failure:
            raise fatal(failure, "asking who the credentials belong to (sts:GetCallerIdentity)") from failure

    def home_region(self) -> str:
        """The region of the environment or profile, else us-east-1."""
        import boto3

        return boto3.Session(profile_name=self.profile).region_name or DEFAULT_REGION

    def _account(self, session: "boto3.Session") -> Account:
        apis = Apis(session, self.endpoint_url)
        region = self.regions[0] if self.regions else session.region_name or DEFAULT_REGION
        who = apis.service("sts", region).call("get_caller_identity")
        return Account(who["Account"], who["Arn"].split(":")[1], apis)

    def _assume(self, session: "boto3.Session", role: str) -> "boto3.Session":
        import boto3

        sts = session.client(
            "sts", region_name=session.region_name or DEFAULT_REGION, endpoint_url=self.endpoint_url
        )
        keys = sts.assume_role(RoleArn=role, RoleSessionName="driftmgr")["Credentials"]
        return boto3.Session(
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
            region_name=session.region_name,
        )
