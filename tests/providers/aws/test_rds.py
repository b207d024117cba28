"""RDS: which instance is of which type, names in lower case, versions, and parameters that were set to a default."""

from typing import Any

import pytest

from driftmgr.drift.compare import differences
from driftmgr.providers.aws.rds_identity import group_owner
from driftmgr.providers.aws.rds_instances import TYPES, engine_version_changed
from driftmgr.providers.aws.rds_parameter_groups import SetParameters, same_parameters
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Severity

SCOPE = Scope("aws", "123456789012", "us-east-1")
INSTANCE, MEMBER = TYPES


def item(**told: Any) -> dict[str, Any]:
    name = told.pop("name", "db")
    return {
        "DBInstanceIdentifier": name,
        "DBInstanceArn": f"arn:aws:rds:us-east-1:123456789012:db:{name}",
        "Engine": "postgres",
        **told,
    }


def owner(told: dict[str, Any]) -> str | None:
    made = [
        found
        for declared in TYPES
        for found in declared.objects({"DBInstanceStatus": "available", **told}, SCOPE, {})
    ]
    (found,) = made
    return found.owner


@pytest.mark.parametrize(
    ("told", "types"),
    [
        ({}, ["aws_db_instance"]),
        ({"DBInstanceStatus": "deleting"}, []),
        ({"DBClusterIdentifier": "c", "Engine": "aurora-mysql"}, ["aws_rds_cluster_instance"]),
        ({"DBClusterIdentifier": "c"}, ["aws_rds_cluster_instance"]),
        ({"DBClusterIdentifier": "c", "Engine": "neptune"}, []),
        ({"DBClusterIdentifier": "c", "Engine": "docdb"}, []),
    ],
)
def test_an_instance_is_of_one_type(told: dict[str, Any], types: list[str]) -> None:
    found = [made.type for declared in TYPES for made in declared.objects(item(**told), SCOPE, {})]
    assert found == types


def test_who_made_an_instance() -> None:
    assert owner(item()) is None
    assert owner(item(DBClusterIdentifier="c", Engine="aurora-mysql")) is None
    assert owner(item(DBClusterIdentifier="c", Engine="mysql")) == "rds:c"
    scaled = item(name="application-autoscaling-1", DBClusterIdentifier="c", Engine="aurora-mysql")
    assert owner(scaled) == "autoscaling"


@pytest.mark.parametrize(
    "recorded",
    [
        {"id": "shop", "identifier": "Shop"},
        {"id": "db-ABCDEFGHIJKLMNOPQRSTUVWXYZ", "identifier": "shop"},  # since provider 5
        {"id": "shop"},
    ],
)
def test_identifiers_are_in_lower_case(recorded: dict[str, str]) -> None:
    assert INSTANCE.identity_of(recorded) == "shop"


@pytest.mark.parametrize(
    ("told", "recorded", "differ"),
    [
        ({"EngineVersion": "15.7"}, {"engine_version": "15"}, []),
        ({"EngineVersion": "15.7"}, {"engine_version": "15.4"}, ["engine_version"]),
        (
            {"PreferredMaintenanceWindow": "sun:05:00-sun:06:00"},
            {"maintenance_window": "Sun:05:00-Sun:06:00"},
            [],
        ),
        (
            {"DBParameterGroups": [{"DBParameterGroupName": "default.postgres15"}]},
            {"parameter_group_name": "Default.postgres15", "password": "never"},
            [],
        ),
        ({"DeletionProtection": False}, {"deletion_protection": True}, ["deletion_protection"]),
        (
            {"MasterUserSecret": {"SecretArn": "arn:s", "SecretStatus": "rotating", "KmsKeyId": "arn:k"}},
            {
                "master_user_secret": [
                    {"secret_arn": "arn:s", "secret_status": "active", "kms_key_id": "arn:k"}
                ]
            },
            [],
        ),
        ({}, {"master_user_secret": [{"secret_arn": "arn:s"}]}, ["master_user_secret"]),
    ],
)
def test_settings(told: dict[str, Any], recorded: dict[str, Any], differ: list[str]) -> None:
    (found,) = INSTANCE.to_attributes(item(**told), SCOPE)
    assert [path for path, *_ in differences(INSTANCE, recorded, found)] == differ


@pytest.mark.parametrize(
    ("before", "after", "severity"),
    [
        ("15.4", "15.7", Severity.LOW),
        ("14.9", "15.7", Severity.MEDIUM),
        ("8.0.35", "8.0.43", Severity.LOW),
        ("5.7.44", "8.0.43", Severity.MEDIUM),
        ("10.6.14", "10.11.5", Severity.MEDIUM),
    ],
)
def test_minor_versions_come_by_themselves(before: str, after: str, severity: Severity) -> None:
    verdict = engine_version_changed(before, after)
    assert verdict is not None
    assert verdict[0] is severity


def parameter(name: str, value: str, method: str = "immediate") -> dict[str, str]:
    return {"name": name, "value": value, "apply_method": method}


@pytest.mark.parametrize(
    ("recorded", "told", "same"),
    [
        ([parameter("a", "1")], [("a", "1", "pending-reboot", "user")], True),
        ([parameter("A", "1")], [("a", "1", "immediate", "user")], True),
        ([parameter("a", "1")], [("a", "2", "immediate", "user")], False),
        ([parameter("a", "1")], [], False),
        ([], [("a", "1", "immediate", "user")], False),
        ([], [("a", "1", "immediate", "system")], True),
        # Set to what it is anyway: told as the engine's own.
        ([parameter("a", "1")], [("a", "1", "immediate", "engine-default")], True),
        ([parameter("a", "1")], [("a", "2", "immediate", "engine-default")], False),
        (None, [], True),
    ],
)
def test_parameters(recorded: Any, told: list[tuple[str, str, str, str]], same: bool) -> None:
    assert same_parameters(recorded, SetParameters(told)) is same


@pytest.mark.parametrize(
    ("name", "made_by"),
    [
        ("default", "aws"),
        ("default.postgres15", "aws"),
        ("default-vpc-0a1b", "aws"),
        ("defaults", None),
        ("app", None),
    ],
)
def test_who_made_a_group(name: str, made_by: str | None) -> None:
    assert group_owner(name) == made_by
