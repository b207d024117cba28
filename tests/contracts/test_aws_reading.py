"""Reading AWS: every page, every region, every account, and nothing mixed up."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import pytest

from driftmgr.analysis.models import ScanRequest
from driftmgr.analysis.service import scan
from driftmgr.discovery.scan import discover
from driftmgr.drift.models import DriftReport
from driftmgr.providers.aws.registry import aws_types
from driftmgr.providers.aws.settings import Aws
from tests.cli.command import resource, state
from tests.cli.proxy import proxied
from tests.servers import MotoServer

pytestmark = pytest.mark.network

TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})
HOME, AWAY = "us-east-1", "eu-west-1"
FIRST, SECOND = "123456789012", "222222222222"


def role_of(account: str) -> str:
    return f"arn:aws:iam::{account}:role/reader"


def client(service: str, region: str = HOME, account: str = FIRST) -> Any:
    """A client in a region of an account."""
    make: Any = boto3.client  # typed for each service by name; here the name is data
    if account == FIRST:
        return make(service, region_name=region)
    keys = boto3.client("sts").assume_role(RoleArn=role_of(account), RoleSessionName="test")["Credentials"]
    return make(
        service,
        region_name=region,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


# -- pages -----------------------------------------------------------------------------------------------------------

WANTED = {
    "aws_iam_role": 230,
    "aws_cloudwatch_log_group": 120,
    "aws_cloudwatch_metric_alarm": 110,
    "aws_ssm_parameter": 25,
    "aws_sns_topic": 210,
    "aws_dynamodb_table": 101,
    "aws_ecs_cluster": 105,
    "aws_kms_alias": 101,
    "aws_ecr_repository": 105,
    "aws_db_subnet_group": 105,
    "aws_s3_bucket": 30,
}
"""More than the services put on a page."""


def fill() -> None:
    """Make everything that is wanted, eight calls at a time."""
    iam, logs, alarms, ssm = client("iam"), client("logs"), client("cloudwatch"), client("ssm")
    sns, dynamodb, ecs, kms = client("sns"), client("dynamodb"), client("ecs"), client("kms")
    ecr, rds, ec2, s3 = client("ecr"), client("rds"), client("ec2"), client("s3")
    subnets = [s["SubnetId"] for s in ec2.describe_subnets()["Subnets"]][:2]
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    alarm = {
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "MetricName": "m",
        "Namespace": "n",
        "Period": 60,
        "Statistic": "Sum",
        "Threshold": 1.0,
    }
    table = {
        "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    make: dict[str, Callable[[str], object]] = {
        "aws_iam_role": lambda name: iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST),
        "aws_cloudwatch_log_group": lambda name: logs.create_log_group(logGroupName=name),
        "aws_cloudwatch_metric_alarm": lambda name: alarms.put_metric_alarm(AlarmName=name, **alarm),
        "aws_ssm_parameter": lambda name: ssm.put_parameter(Name=name, Type="String", Value="v"),
        "aws_sns_topic": lambda name: sns.create_topic(Name=name),
        "aws_dynamodb_table": lambda name: dynamodb.create_table(TableName=name, **table),
        "aws_ecs_cluster": lambda name: ecs.create_cluster(clusterName=name),
        "aws_kms_alias": lambda name: kms.create_alias(AliasName=f"alias/{name}", TargetKeyId=key),
        "aws_ecr_repository": lambda name: ecr.create_repository(repositoryName=name),
        "aws_db_subnet_group": lambda name: rds.create_db_subnet_group(
            DBSubnetGroupName=name, DBSubnetGroupDescription="d", SubnetIds=subnets
        ),
        "aws_s3_bucket": lambda name: s3.create_bucket(Bucket=name),
    }
    with ThreadPoolExecutor(8) as pool:
        jobs = [
            pool.submit(how, f"page-{number:03}")
            for kind, how in make.items()
            for number in range(WANTED[kind])
        ]
        for job in jobs:
            job.result()


def zone_with_records(count: int) -> None:
    """A zone with so many addresses."""
    route53 = client("route53")
    zone = route53.create_hosted_zone(Name="example.com", CallerReference="1")["HostedZone"]["Id"]
    changes = [
        {
            "Action": "CREATE",
            "ResourceRecordSet": {
                "Name": f"r{number}.example.com",
                "Type": "A",
                "TTL": 60,
                "ResourceRecords": [{"Value": "192.0.2.1"}],
            },
        }
        for number in range(count)
    ]
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})


@pytest.mark.slow
def test_every_page_is_read(aws_env: MotoServer, monkeypatch: pytest.MonkeyPatch):
    fill()
    with proxied(aws_env.url) as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
        inventory = discover(Aws(), (HOME,), selected=WANTED.__contains__).inventory
    assert inventory.unread == ()
    found = Counter(thing.type for thing in inventory.objects if thing.owner is None)
    assert {kind: found[kind] for kind in WANTED} == WANTED
    assert len({(thing.type, thing.identity) for thing in inventory.objects}) == len(inventory.objects)
    several = {service for service, calls in proxy.asked.items() if calls > 1}
    assert several >= {"logs", "ssm", "sns", "dynamodb", "ecs"}


@pytest.mark.parametrize(
    ("kind", "limit"), [("aws_sqs_queue", {"MaxResults": 1000}), ("aws_s3_bucket", {"MaxBuckets": 1000})]
)
def test_lists_that_have_pages_only_when_asked_for_them(kind: str, limit: dict[str, int]):
    """Without a limit ListQueues ends after 1,000 queues, and does not say so."""
    assert limit.items() <= aws_types()[kind].listing.params.items()


def test_every_page_of_a_detail_is_read(aws_env: MotoServer):
    """A zone tells 300 records at a time."""
    zone_with_records(310)
    inventory = discover(Aws(), (HOME,), selected="aws_route53_record".__eq__, details_for_all=True).inventory
    found = [thing for thing in inventory.objects if thing.type == "aws_route53_record"]
    assert len([thing for thing in found if thing.attributes["type"] == "A"]) == 310
    assert inventory.unread == ()


# -- regions and accounts --------------------------------------------------------------------------------------------


@pytest.fixture
def twins(aws_env: MotoServer, tmp_path: Path) -> Path:
    """A log group of one name in two regions of two accounts, and all four in one state."""
    groups = []
    for account in (FIRST, SECOND):
        for region in (HOME, AWAY):
            logs = client("logs", region, account)
            logs.create_log_group(logGroupName="/app")
            logs.put_retention_policy(logGroupName="/app", retentionInDays=30)
            arn = f"arn:aws:logs:{region}:{account}:log-group:/app"
            label = f"g{account}-{region}"
            groups.append(
                resource(
                    "aws_cloudwatch_log_group", label, id="/app", name="/app", arn=arn, retention_in_days=30
                )
            )
    file = tmp_path / "terraform.tfstate"
    file.write_text(state(*groups))
    return file


def read(file: Path, accounts: Iterable[str], regions: tuple[str, ...] = ()) -> DriftReport:
    aws = Aws(regions=regions, account_roles=tuple(role_of(account) for account in accounts))
    return scan(ScanRequest(states=(str(file),), aws=aws, type_globs=("aws_cloudwatch_log_group",)))


def test_one_name_in_two_regions_of_two_accounts(twins: Path):
    report = read(twins, (FIRST, SECOND))
    assert (report.resource_drift, report.unread) == ((), ())
    assert {(scope.account, scope.region) for scope in report.coverage.scopes} >= {
        (account, region) for account in (FIRST, SECOND) for region in (HOME, AWAY)
    }

    client("logs", AWAY, SECOND).put_retention_policy(logGroupName="/app", retentionInDays=1)
    client("logs", HOME, FIRST).delete_log_group(logGroupName="/app")
    client("logs", AWAY, FIRST).create_log_group(logGroupName="/shadow")
    report = read(twins, (FIRST, SECOND))
    assert sorted((d.kind, d.account, d.region, d.id) for d in report.resource_drift) == [
        ("changed", SECOND, AWAY, "/app"),
        ("missing", FIRST, HOME, "/app"),
        ("unmanaged", FIRST, AWAY, "/shadow"),
    ]
    addresses = {d.kind: d.address for d in report.resource_drift}
    assert addresses["changed"] == f"aws_cloudwatch_log_group.g{SECOND}-{AWAY}"
    assert addresses["missing"] == f"aws_cloudwatch_log_group.g{FIRST}-{HOME}"


def test_an_account_that_was_not_asked_is_unread(twins: Path):
    report = read(twins, (SECOND,))
    assert report.resource_drift == ()
    assert {(group.account, group.recorded) for group in report.unread} == {(FIRST, 1)}
    assert len(report.unread) == 2
    assert all("account" in group.reason for group in report.unread)
    assert report.coverage.verified == 2


def test_a_region_that_was_not_asked_is_unread(twins: Path):
    report = read(twins, (FIRST, SECOND), (AWAY,))
    assert report.resource_drift == ()
    assert {(group.region, group.recorded) for group in report.unread} == {(HOME, 1)}
    assert report.coverage.verified == 2


def test_what_is_global_is_read_once_an_account(aws_env: MotoServer, tmp_path: Path):
    for account in (FIRST, SECOND):
        client("iam", account=account).create_role(RoleName="app", AssumeRolePolicyDocument=TRUST)
    roles = [
        resource("aws_iam_role", f"r{a}", id="app", name="app", arn=f"arn:aws:iam::{a}:role/app", path="/")
        for a in (FIRST, SECOND)
    ]
    file = tmp_path / "a.tfstate"
    file.write_text(state(*roles))
    aws = Aws(regions=(HOME, AWAY), account_roles=(role_of(FIRST), role_of(SECOND)))
    request = ScanRequest(states=(str(file),), aws=aws, type_globs=("aws_iam_role",))
    assert scan(request).resource_drift == ()

    client("iam", account=SECOND).delete_role(RoleName="app")
    report = scan(request)
    assert [(d.kind, d.address) for d in report.resource_drift] == [("missing", f"aws_iam_role.r{SECOND}")]
    inventory = discover(aws, aws.regions, selected="aws_iam_role".__eq__).inventory
    own = [thing for thing in inventory.objects if thing.identity == "app"]
    assert [(thing.scope.account, thing.scope.region) for thing in own] == [(FIRST, "global")]
