"""What somebody does behind Terraform's back: a change of every kind, and one that changes nothing."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import boto3

Client = Callable[..., Any]
Recorded = Callable[[str], dict[str, Any]]
"""The recorded attributes of an address."""


@dataclass(frozen=True)
class Change:
    """One change; `reported` False for the one that means the same and must stay silent."""

    what: str
    make: Callable[[Client, Recorded], object]
    reported: bool = True


def _ssh_to_the_world(client: Client, recorded: Recorded) -> None:
    client("ec2").authorize_security_group_ingress(
        GroupId=recorded("aws_security_group.web")["id"],
        IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        ],
    )


def _private_route_to_the_internet(client: Client, recorded: Recorded) -> None:
    client("ec2").create_route(
        RouteTableId=recorded("aws_route_table.us_private")["id"],
        DestinationCidrBlock="0.0.0.0/0",
        GatewayId=recorded("aws_internet_gateway.us")["id"],
    )


def _admin_for_a_role(client: Client, recorded: Recorded) -> None:
    client("iam").attach_role_policy(
        RoleName=recorded('aws_iam_role.service["billing"]')["name"],
        PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess",
    )


def _public_access_allowed(client: Client, recorded: Recorded) -> None:
    client("s3").put_public_access_block(
        Bucket=recorded('aws_s3_bucket.data["invoices"]')["id"],
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": False,
            "RestrictPublicBuckets": False,
        },
    )


def _versioning_off(client: Client, recorded: Recorded) -> None:
    client("s3").put_bucket_versioning(
        Bucket=recorded('aws_s3_bucket.data["reports"]')["id"],
        VersioningConfiguration={"Status": "Suspended"},
    )


def _table_deleted(client: Client, recorded: Recorded) -> None:
    client("dynamodb", "eu-west-1").delete_table(TableName=recorded("aws_dynamodb_table.sessions")["name"])


def _logs_kept_for_a_week(client: Client, recorded: Recorded) -> None:
    name = recorded('aws_cloudwatch_log_group.service["billing"]')["name"]
    client("logs").put_retention_policy(logGroupName=name, retentionInDays=7)


def _key_rotation_off(client: Client, recorded: Recorded) -> None:
    client("kms").disable_key_rotation(KeyId=recorded("aws_kms_key.data")["key_id"])


def _setting_changed(client: Client, recorded: Recorded) -> None:
    parameter = recorded('aws_ssm_parameter.setting["currency"]')
    client("ssm").put_parameter(Name=parameter["name"], Value="USD", Type="String", Overwrite=True)


def _timeout_changed(client: Client, recorded: Recorded) -> None:
    url = recorded('aws_sqs_queue.jobs["mail"]')["id"]
    client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "900"})


def _tag_changed(client: Client, recorded: Recorded) -> None:
    client("ec2", "eu-west-1").create_tags(
        Resources=[recorded("aws_vpc.eu")["id"]], Tags=[{"Key": "Team", "Value": "someone-else"}]
    )


def _dns_elsewhere(client: Client, recorded: Recorded) -> None:
    record = {
        "Name": "api.shop.example.com",
        "Type": "A",
        "TTL": 300,
        "ResourceRecords": [{"Value": "203.0.113.66"}],
    }
    client("route53").change_resource_record_sets(
        HostedZoneId=recorded("aws_route53_zone.shop")["zone_id"],
        ChangeBatch={"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]},
    )


def _shadow_user_with_a_key(client: Client, recorded: Recorded) -> None:
    client("iam").create_user(UserName="temp-admin")
    client("iam").create_access_key(UserName="temp-admin")


def _shadow_bucket(client: Client, recorded: Recorded) -> None:
    client("s3").create_bucket(Bucket="shop-demo-quick-export")


def _shadow_queue(client: Client, recorded: Recorded) -> None:
    client("sqs", "eu-west-1").create_queue(QueueName="debug-copy")


def _same_trust_in_other_words(client: Client, recorded: Recorded) -> None:
    role = recorded('aws_iam_role.service["orders"]')
    (statement,) = json.loads(role["assume_role_policy"])["Statement"]
    reworded = {
        "Statement": {
            "Principal": {"Service": statement["Principal"]["Service"][::-1]},
            "Action": statement["Action"][::-1],
            "Sid": statement["Sid"],
            "Effect": "Allow",
        },
        "Version": "2012-10-17",
    }
    client("iam").update_assume_role_policy(
        RoleName=role["name"], PolicyDocument=json.dumps(reworded, indent=4)
    )


CHANGES: Final = (
    Change("SSH opened to the world on the web servers' security group", _ssh_to_the_world),
    Change("AdministratorAccess attached to the billing role", _admin_for_a_role),
    Change("an IAM user with an access key made by hand", _shadow_user_with_a_key),
    Change("the sessions table in eu-west-1 deleted", _table_deleted),
    Change("public policies allowed on the invoices bucket", _public_access_allowed),
    Change("a default route to the internet added to the private subnets", _private_route_to_the_internet),
    Change("logs of billing kept for a week, not a year", _logs_kept_for_a_week),
    Change("versioning of the reports bucket suspended", _versioning_off),
    Change("rotation of the data key switched off", _key_rotation_off),
    Change("api.shop.example.com pointed elsewhere", _dns_elsewhere),
    Change("a setting changed from EUR to USD", _setting_changed),
    Change("the mail queue's visibility timeout raised", _timeout_changed),
    Change("a tag of the VPC in eu-west-1 changed", _tag_changed),
    Change("a bucket made by hand", _shadow_bucket),
    Change("a queue made by hand in eu-west-1", _shadow_queue),
    Change(
        "a trust policy rewritten in other words, with the same meaning",
        _same_trust_in_other_words,
        reported=False,
    ),
)


def clients(session: "boto3.Session", url: str) -> Client:
    """Clients of the offline AWS, by service and region."""

    def client(service: str, region: str = "us-east-1") -> Any:
        make: Any = session.client
        return make(service, region_name=region, endpoint_url=url)

    return client
