"""ECS: what lingers, names in all their forms, containers that mean the same, and revisions asked for one by one."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from driftmgr.drift.compare import differences
from driftmgr.providers.aws import ecs_services, ecs_task_definitions
from driftmgr.providers.aws.ecs_clusters import clusters
from driftmgr.providers.aws.ecs_containers import same_containers
from driftmgr.providers.aws.ecs_services import service, services
from driftmgr.providers.aws.reader import Request, read_account
from driftmgr.resources.listing import Mode
from driftmgr.resources.models import Inventory, Scope
from tests.providers.aws.fake_api import FakeApi, account, error

SCOPE = Scope("aws", "123456789012", "us-east-1")
ARN = "arn:aws:ecs:us-east-1:123456789012"
(SERVICE,) = ecs_services.TYPES
(DEFINITION,) = ecs_task_definitions.TYPES


def test_deleted_clusters_linger() -> None:
    api = FakeApi(
        list_clusters=lambda: {"clusterArns": ["a", "b"]},
        describe_clusters=lambda **_: {"clusters": [{"status": "ACTIVE"}, {"status": "INACTIVE"}]},
    )
    assert list(clusters(api)) == [{"status": "ACTIVE"}]


def test_services_are_described_ten_at_a_time() -> None:
    api = FakeApi(
        list_clusters=lambda: {"clusterArns": ["c"]},
        list_services=lambda **_: {"serviceArns": [f"s{n}" for n in range(21)]},
        describe_services=lambda **params: {
            "services": [
                {"serviceName": name, "status": "DRAINING" if name == "s3" else "ACTIVE"}
                for name in params["services"]
            ]
        },
    )
    assert len(list(services(api))) == 20
    assert [
        len(params["services"]) for operation, params in api.asked if operation == "describe_services"
    ] == [
        10,
        10,
        1,
    ]


@pytest.mark.parametrize(
    ("recorded", "identity"),
    [
        ({"cluster": f"{ARN}:cluster/main", "id": f"{ARN}:service/main/web"}, "main/web"),
        ({"cluster": "main", "id": f"{ARN}:service/web"}, "main/web"),
        ({"cluster": "", "id": f"{ARN}:service/web"}, "default/web"),
    ],
)
def test_services_join_by_cluster_and_name(recorded: dict[str, str], identity: str) -> None:
    assert SERVICE.identity_of({"name": "web", **recorded}) == identity


@pytest.mark.parametrize(
    ("told", "recorded", "differ"),
    [
        ({"taskDefinition": f"{ARN}:task-definition/web:3"}, {"task_definition": "web:3"}, []),
        (
            {"taskDefinition": f"{ARN}:task-definition/web:4"},
            {"task_definition": "web:3"},
            ["task_definition"],
        ),
        ({"roleArn": "arn:aws:iam::123456789012:role/ecs"}, {"iam_role": "ecs"}, []),
        ({"platformVersion": "1.4.0"}, {"platform_version": "LATEST"}, []),
        ({"platformVersion": "1.4.0"}, {"platform_version": "1.3.0"}, ["platform_version"]),
        (
            {"placementStrategy": [{"type": "spread", "field": "instanceId"}]},
            {"ordered_placement_strategy": [{"type": "spread", "field": "HOST"}]},
            [],
        ),
        (
            {"placementStrategy": [{"type": "random"}, {"type": "spread", "field": "instanceId"}]},
            {"ordered_placement_strategy": [{"type": "spread", "field": "instanceId"}, {"type": "random"}]},
            [
                "ordered_placement_strategy.0.field",
                "ordered_placement_strategy.0.type",
                "ordered_placement_strategy.1.type",
            ],
        ),
        (
            {
                "deploymentConfiguration": {
                    "alarms": {"alarmNames": [], "enable": False, "rollback": False},
                    "deploymentCircuitBreaker": {"enable": False, "rollback": False},
                    "strategy": "ROLLING",
                    "bakeTimeInMinutes": 0,
                }
            },
            {"alarms": [], "deployment_circuit_breaker": [], "deployment_configuration": []},
            [],
        ),
        ({"desiredCount": 3}, {"desired_count": 2}, ["desired_count"]),
        ({"desiredCount": 3, "schedulingStrategy": "DAEMON"}, {"desired_count": 0}, []),
        ({"propagateTags": "NONE", "launchType": "EC2"}, {"propagate_tags": "", "launch_type": None}, []),
    ],
)
def test_settings(told: dict[str, Any], recorded: dict[str, Any], differ: list[str]) -> None:
    plain = {
        "serviceArn": f"{ARN}:service/main/web",
        "serviceName": "web",
        "clusterArn": f"{ARN}:cluster/main",
    }
    (found,) = service(plain | told, SCOPE)
    assert sorted(path for path, *_ in differences(SERVICE, recorded, found)) == sorted(differ)


def container(**told: Any) -> str:
    return json.dumps([{"name": "web", "image": "nginx:1", **told}])


@pytest.mark.parametrize(
    ("recorded", "actual", "same"),
    [
        (container(), container(essential=True, cpu=0, mountPoints=[], volumesFrom=[]), True),
        (container(), container(essential=False), False),
        (container(), container(image="nginx:2"), False),
        (container(cpu="10"), container(cpu=10), True),
        ('[{"Name": "web", "Image": "nginx:1"}]', container(), True),
        (
            container(environment=[{"name": "b", "value": "2"}, {"name": "a", "value": "1"}]),
            container(environment=[{"name": "a", "value": "1"}, {"name": "b", "value": "2"}]),
            True,
        ),
        (
            container(environment=[{"name": "a", "value": "1"}]),
            container(environment=[{"name": "a", "value": "2"}]),
            False,
        ),
        (
            container(portMappings=[{"containerPort": 80}]),
            container(portMappings=[{"containerPort": 80, "hostPort": 80, "protocol": "tcp"}]),
            True,
        ),
        (
            container(portMappings=[{"containerPort": 80}]),
            container(portMappings=[{"containerPort": 80, "hostPort": 8080, "protocol": "tcp"}]),
            False,
        ),
        (
            container(healthCheck={"command": ["CMD", "x"]}),
            container(healthCheck={"command": ["CMD", "x"], "interval": 30, "timeout": 5, "retries": 3}),
            True,
        ),
        (container(command=["a", "b"]), container(command=["b", "a"]), False),
        ('[{"name": "a"}, {"name": "b"}]', '[{"name": "b"}, {"name": "a"}]', True),
        ('[{"name": "a"}]', '[{"name": "a"}, {"name": "b"}]', False),
        ("not JSON", "not JSON", True),
        ("not JSON", "[]", False),
    ],
)
def test_containers(recorded: str, actual: str, same: bool) -> None:
    assert same_containers(recorded, actual) is same
    assert same_containers(actual, recorded) is same


def revision(arn: str, status: str = "ACTIVE") -> dict[str, Any]:
    family, _, number = arn.rpartition("/")[2].rpartition(":")
    return {
        "taskDefinition": {
            "taskDefinitionArn": arn,
            "family": family,
            "revision": int(number),
            "status": status,
            "containerDefinitions": [],
        },
        "tags": [],
    }


def read(recorded: list[dict[str, Any]], mode: Mode = Mode.DEEP) -> tuple[Inventory, FakeApi]:
    def describe(**params: Any) -> dict[str, Any]:
        arn = params["taskDefinition"]
        if "gone" in arn:
            raise error("ClientException")
        if "denied" in arn:
            raise error("AccessDeniedException")
        return revision(arn if arn[-1].isdigit() else f"{arn}:9", "INACTIVE" if "old" in arn else "ACTIVE")

    api = FakeApi(describe_task_definition=describe)
    request = Request(
        (DEFINITION,),
        ("us-east-1", "eu-west-1"),
        {DEFINITION.name: {DEFINITION.item_key_of(each): [each] for each in recorded}},
        mode,
    )
    with ThreadPoolExecutor(2) as pool:
        return read_account(account(api), request, pool), api


def test_only_recorded_revisions_are_described_in_their_own_region() -> None:
    elsewhere = f"{ARN.replace('us-east-1', 'ap-south-1')}:task-definition/far:1"
    recorded = [{"arn": f"{ARN}:task-definition/{name}"} for name in ("web:2", "old:1", "gone:1")]
    inventory, api = read([*recorded, {"arn": elsewhere}])
    assert [found.identity for found in inventory.objects] == [f"{ARN}:task-definition/web:2"]
    assert inventory.unread == ()
    assert len(api.asked) == 3
    assert (SCOPE, DEFINITION.name) in inventory.read


def test_a_revision_that_may_not_be_read_is_unread() -> None:
    inventory, _ = read([{"arn": f"{ARN}:task-definition/denied:1"}])
    (unread,) = inventory.unread
    assert unread.item == f"{ARN}:task-definition/denied:1"
    assert "ecs:DescribeTaskDefinition" in unread.reason


def test_without_details_revisions_are_unread() -> None:
    inventory, api = read([{"arn": f"{ARN}:task-definition/web:2"}], Mode.QUICK)
    assert api.asked == []
    assert [unread.item for unread in inventory.unread] == [f"{ARN}:task-definition/web:2"]


def test_a_followed_family_is_its_latest_revision() -> None:
    recorded = {"arn": f"{ARN}:task-definition/web:2", "track_latest": True}
    inventory, _ = read([recorded])
    (found,) = inventory.objects
    assert found.identity == DEFINITION.identity_of(recorded)
    assert found.attributes["revision"] == 9
