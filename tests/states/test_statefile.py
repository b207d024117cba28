"""What states of each version record."""

from pathlib import Path

import pytest

from driftmgr.states.models import InstanceStatus, ResourceInstance, StateSnapshot
from driftmgr.states.statefile import read_state

DATA = Path(__file__).with_name("data")


def state(name: str, **options: bool) -> StateSnapshot:
    return read_state((DATA / f"{name}.tfstate").read_bytes(), f"{name}.tfstate", **options)


def by_id(snapshot: StateSnapshot) -> dict[str, ResourceInstance]:
    return {instance.attributes["id"]: instance for instance in snapshot.instances}


def test_version_4_names_and_numbers():
    snapshot = state("v4", in_flight=True)
    assert (snapshot.version, snapshot.serial, snapshot.terraform_version) == (4, 2**64 - 1, "1.12.2")
    assert (snapshot.lineage, snapshot.in_flight) == ("6c9e2b5a-0d5e-4c57-8a35-000000000004", True)
    assert snapshot.data_sources == 1
    assert [str(instance.address) for instance in snapshot.instances] == [
        "aws_db_instance.main",
        'module.net["a.b"].module.inner[1].aws_subnet.private[0]',
        'module.net["a.b"].module.inner[1].aws_subnet.private["0"]',
        'module.net["a.b"].module.inner[1].aws_subnet.private["0"]',
        'module.net["a.b"].module.inner[1].aws_subnet.private["0"]',
        "terraform_data.any",
    ]
    assert {instance.state for instance in snapshot.instances} == {"v4.tfstate"}


def test_version_4_instances():
    instances = by_id(state("v4"))
    database = instances["db-1"]
    assert database.status is InstanceStatus.TAINTED
    assert database.schema_version == 2
    assert database.attributes["allocated_storage"] == 123456789012345678901234567890
    assert database.attributes["factor"] == 0.1
    assert database.sensitive == ("password", "tags.kubernetes.io/owner", "options.0.secret", "rules")
    assert database.identity == {"account_id": "123456789012", "region": "us-west-2", "identifier": "db-1"}
    assert database.dependencies == ("aws_db_subnet_group.main", "module.net.aws_subnet.private")
    assert (database.provider.type, database.provider.alias) == ("aws", "west")
    assert "private" not in database.attributes
    statuses = [(instances[f"subnet-{n}"].status, instances[f"subnet-{n}"].deposed_key) for n in range(4)]
    assert statuses == [
        (InstanceStatus.READY, None),
        (InstanceStatus.READY, None),
        (InstanceStatus.DEPOSED, "8a3f0c21"),
        (InstanceStatus.DEPOSED, "00c0ffee"),
    ]
    assert instances["1"].attributes["input"]["value"] == {"a": [1, None]}, "wrapped values are left alone"
    assert instances["subnet-0"].address.module is instances["subnet-1"].address.module


def test_outputs_do_not_show_secrets():
    for version in ("v4", "v3"):
        outputs = state(version).outputs
        assert "hunter2" not in repr(outputs)
        assert any(str(value).startswith("(sensitive value)") for value in outputs.values())
    assert state("v4").outputs["vpc_id"] == "vpc-0a1"
    assert state("v3").outputs["id"] == "sg-1"
    assert "inner" not in state("v3").outputs
    assert state("v2").outputs == {"names": ["a", "b"]}
    assert state("v1").outputs == {"address": "10.0.0.1"}


def test_opentofu_has_a_provider_for_each_instance():
    instances = by_id(state("v4-opentofu"))
    europe = instances["vpc-eu"]
    assert (europe.provider.type, europe.provider.alias, europe.provider.key) == (
        "aws",
        "by_region",
        "eu-west-1",
    )
    assert europe.dependencies == ("aws_vpc.other",)
    assert instances["vpc-us"].provider.key == "us-east-1"
    assert instances["vpc-us"].sensitive == ("id",), "a path without steps means everything"


def test_flat_attributes_that_an_upgrade_left():
    (group,) = state("v4-upgraded").instances
    assert group.attributes == {
        "id": "sg-1",
        "ingress": [{"cidr_blocks": ["10.0.0.0/8"], "from_port": "22"}],
        "tags": {"Name": "web"},
    }
    assert str(group.provider) == 'module.net.provider["registry.terraform.io/-/aws"].west'


def test_version_3():
    snapshot = state("v3")
    assert (snapshot.version, snapshot.serial, snapshot.data_sources) == (3, 5, 1)
    instances = by_id(snapshot)
    assert set(instances) == {"sg-1", "sg-0", "sg-00", "subnet-10"}, "an empty id records nothing"
    web = instances["sg-1"]
    assert web.attributes == {
        "egress": [],
        "id": "sg-1",
        "ingress": [
            {"cidr_blocks": [], "from_port": "443", "self": "true"},
            {"cidr_blocks": ["10.0.0.0/8", "192.168.0.0/16"], "from_port": "22", "self": "false"},
        ],
        "tags": {"Name": "web", "kubernetes.io/cluster/a.b": "owned"},
    }
    assert (web.status, web.schema_version, web.provider.alias) == (InstanceStatus.TAINTED, 1, "west")
    assert web.dependencies == ("aws_vpc.main",)
    assert (instances["sg-0"].status, instances["sg-0"].deposed_key) == (InstanceStatus.DEPOSED, "00000001")
    assert (instances["sg-00"].status, instances["sg-00"].deposed_key) == (InstanceStatus.DEPOSED, "00000002")
    subnet = instances["subnet-10"]
    assert str(subnet.address) == "module.a.module.b.aws_subnet.private[10]"
    assert subnet.dependencies == ("module.a.module.b.aws_vpc.main", "module.a.module.b.module.c")
    assert subnet.schema_version == 1


def test_version_2():
    (web,) = state("v2").instances
    assert web.attributes == {"id": "i-1", "tags": {"Name": "web"}, "vpc_security_group_ids": ["sg-1"]}
    assert (web.provider.type, web.provider.alias) == ("aws", "west")


def test_version_1_keeps_tainted_objects_apart():
    snapshot = state("v1")
    recorded = [
        (str(each.address), each.attributes["id"], each.status.value, each.deposed_key)
        for each in snapshot.instances
    ]
    assert recorded == [
        ("aws_instance.web", "i-2", "tainted", None),
        ("aws_instance.web", "i-3", "deposed", "00000001"),
        ("aws_instance.db", "i-4", "ready", None),
        ("aws_instance.db", "i-6", "deposed", "00000001"),
        ("aws_instance.db", "i-5", "deposed", "00000002"),
    ]
    assert snapshot.lineage == ""
    assert {instance.provider.type for instance in snapshot.instances} == {"aws"}


@pytest.mark.parametrize("name", sorted(path.stem for path in DATA.glob("*.tfstate")))
def test_bytes_in_any_form_say_the_same(name: str):
    data = (DATA / f"{name}.tfstate").read_bytes()
    plain = read_state(data, "x").instances
    assert read_state(memoryview(data), "x").instances == plain
    assert read_state(b"\xef\xbb\xbf" + data, "x").instances == plain


def test_modules_and_values_may_be_nested_deep():
    module = ".".join(f'module.m["{depth}"]' for depth in range(10))
    value = "[" * 10 + "1" + "]" * 10
    text = (
        '{"version": 4, "resources": [{"mode": "managed", "type": "a_b", "name": "c", "module": %s,'
        '"provider": "provider.a", "instances": [{"attributes": {"id": "1", "v": %s}}]}]}'
    )
    quoted = '"' + module.replace('"', '\\"') + '"'
    (instance,) = read_state((text % (quoted, value)).encode(), "x").instances
    assert len(instance.address.module) == 10
    assert repr(instance.attributes["v"]) == value
