"""The packaged catalogue: flags that were checked by hand, and that every entry of the file is whole."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftmgr.resources.catalogue import (
    Attribute,
    Block,
    Kind,
    provider_version,
    schema_of,
    source,
    type_names,
)
from driftmgr.resources.catalogue.encoding import decode_block, encode_block


def attribute_at(path: str) -> Attribute:
    type_name, *names = path.split(".")
    block = schema_of(type_name)
    for name in names[:-1]:
        assert block is not None
        block = block[name].block
    assert block is not None
    return block[names[-1]]


@pytest.mark.parametrize(
    ("path", "flags", "kind", "element"),
    [
        ("aws_s3_bucket.bucket", "oc", "string", None),
        ("aws_s3_bucket.arn", "c", "string", None),
        ("aws_s3_bucket.force_destroy", "o", "bool", None),
        ("aws_s3_bucket.tags", "o", "map", "string"),
        ("aws_s3_bucket.tags_all", "oc", "map", "string"),
        ("aws_s3_bucket.versioning.enabled", "o", "bool", None),
        ("aws_s3_bucket.lifecycle_rule.transition.storage_class", "r", "string", None),
        ("aws_security_group.ingress.cidr_blocks", "oc", "list", "string"),
        ("aws_security_group.ingress.security_groups", "oc", "set", "string"),
        ("aws_security_group.egress.from_port", "oc", "number", None),
        ("aws_security_group.owner_id", "c", "string", None),
        ("aws_security_group.revoke_rules_on_delete", "o", "bool", None),
        ("aws_instance.ami", "oc", "string", None),
        ("aws_instance.source_dest_check", "o", "bool", None),
        ("aws_instance.vpc_security_group_ids", "oc", "set", "string"),
        ("aws_instance.ipv6_addresses", "oc", "list", "string"),
        ("aws_instance.instance_state", "c", "string", None),
        ("aws_instance.root_block_device.volume_size", "oc", "number", None),
        ("aws_iam_role.assume_role_policy", "r", "string", None),
        ("aws_iam_role.managed_policy_arns", "oc", "set", "string"),
        ("aws_iam_role.inline_policy.policy", "o", "string", None),
        ("aws_iam_role.unique_id", "c", "string", None),
        ("aws_db_instance.instance_class", "r", "string", None),
        ("aws_db_instance.allocated_storage", "oc", "number", None),
        ("aws_db_instance.password", "os", "string", None),
        ("aws_db_instance.master_user_secret.secret_arn", "c", "string", None),
        ("aws_sqs_queue.visibility_timeout_seconds", "o", "number", None),
        ("aws_sqs_queue.policy", "oc", "string", None),
        ("aws_sqs_queue.url", "c", "string", None),
        ("aws_sqs_queue.timeouts.create", "o", "string", None),
        ("aws_lambda_function.function_name", "r", "string", None),
        ("aws_lambda_function.environment.variables", "o", "map", "string"),
        ("aws_lambda_function.last_modified", "c", "string", None),
        ("aws_lambda_function.source_code_size", "c", "number", None),
        ("aws_ssm_parameter.value", "ocs", "string", None),
        ("aws_ssm_parameter.type", "r", "string", None),
        ("aws_lb_listener.default_action.authenticate_oidc.client_secret", "rs", "string", None),
        ("aws_cloudwatch_event_connection.auth_parameters.api_key.value", "rs", "string", None),
        ("aws_cognito_user_pool_client.token_validity_units.access_token", "oc", "string", None),
        ("aws_mq_broker.user.password", "rs", "string", None),
        ("aws_vpn_connection.tunnel1_preshared_key", "ocs", "string", None),
        ("aws_autoscaling_group.instance_refresh.preferences.checkpoint_percentages", "o", "list", "number"),
    ],
)
def test_attributes_checked_by_hand(path: str, flags: str, kind: Kind, element: str | None) -> None:
    attribute = attribute_at(path)
    assert (attribute.kind, attribute.element) == (kind, element)
    assert {
        "r": attribute.required,
        "o": attribute.optional,
        "c": attribute.computed,
        "s": attribute.sensitive,
    } == {letter: letter in flags for letter in "rocs"}


@pytest.mark.parametrize(
    ("path", "kind", "names"),
    [
        ("aws_security_group.ingress", "set", {"cidr_blocks", "from_port", "protocol", "self", "to_port"}),
        ("aws_s3_bucket.versioning", "list", {"enabled", "mfa_delete"}),
        ("aws_s3_bucket.grant", "set", {"permissions", "uri"}),
        ("aws_instance.root_block_device", "list", {"encrypted", "volume_id", "volume_type"}),
        ("aws_instance.ebs_block_device", "set", {"device_name", "volume_id"}),
        ("aws_lambda_function.environment", "list", {"variables"}),
        ("aws_sqs_queue.timeouts", "single", {"create", "delete", "update"}),
        ("aws_acm_certificate.domain_validation_options", "set", {"domain_name", "resource_record_name"}),
        ("aws_lexv2models_bot_version.locale_specification", "map", {"source_bot_version"}),
    ],
)
def test_nested_blocks_checked_by_hand(path: str, kind: Kind, names: set[str]) -> None:
    attribute = attribute_at(path)
    assert attribute.kind == kind
    assert attribute.block is not None
    assert names <= attribute.block.keys()


def test_settable_and_computed_only() -> None:
    assert attribute_at("aws_sqs_queue.arn").computed_only
    assert not attribute_at("aws_sqs_queue.arn").settable
    assert attribute_at("aws_sqs_queue.policy").settable
    assert not attribute_at("aws_sqs_queue.policy").computed_only
    assert attribute_at("aws_iam_role.assume_role_policy").settable


@pytest.mark.parametrize("type_name", ["aws_no_such_thing", "azurerm_subnet", "aws", "", "terraform_data"])
def test_a_type_that_is_in_no_catalogue_is_unknown(type_name: str) -> None:
    assert schema_of(type_name) is None


def test_the_origin_travels_with_the_data() -> None:
    assert provider_version().split(".")[0] == "6"
    assert source().provider == "hashicorp/aws"
    assert source().licence == "MPL-2.0"
    assert "Mozilla Public License 2.0" in source().attribution
    assert [package.split()[0] for package in source().packages] == ["cdktn-provider-aws", "pulumi-aws"]


def every_attribute(block: Block, path: str) -> Iterator[tuple[str, Attribute]]:
    for name, attribute in block.items():
        yield f"{path}.{name}", attribute
        if attribute.block is not None:
            yield from every_attribute(attribute.block, f"{path}.{name}")


def test_every_entry_of_the_catalogue_is_whole() -> None:
    untyped = []
    for type_name in type_names():
        block = schema_of(type_name)
        assert block, type_name
        for path, attribute in every_attribute(block, type_name):
            assert attribute.settable or attribute.computed, f"{path} has no flag"
            assert not (attribute.required and attribute.optional), path
            assert (attribute.element is not None) == (attribute.kind in ("list", "set", "map", "single")), (
                path
            )
            assert attribute.kind != "single" or attribute.block is not None, path
            if attribute.kind == "any" or attribute.element == "any":
                untyped.append(path)
    assert len(type_names()) > 1700
    assert len(untyped) < 20, untyped


def test_a_schema_can_be_sent_to_another_process() -> None:
    schema = schema_of("aws_security_group")
    assert pickle.loads(pickle.dumps(schema)) == schema


PRIMITIVES = st.sampled_from(["string", "number", "bool", "any"])
COLLECTIONS = st.sampled_from(["list", "set", "map"])
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
FLAGS = {name: st.booleans() for name in ("required", "optional", "computed", "sensitive")}
FLAT = st.builds(Attribute, kind=PRIMITIVES, element=st.none(), **FLAGS) | st.builds(
    Attribute, kind=COLLECTIONS, element=PRIMITIVES, **FLAGS
)
BLOCKS = st.recursive(
    st.dictionaries(NAMES, FLAT, max_size=4),
    lambda blocks: st.dictionaries(
        NAMES,
        FLAT | st.builds(Attribute, kind=COLLECTIONS | st.just("single"), element=blocks, **FLAGS),
        max_size=4,
    ),
    max_leaves=8,
)


@given(BLOCKS)
def test_encoding_a_block_loses_nothing(block: Block) -> None:
    assert decode_block(encode_block(block)) == block


@pytest.mark.parametrize(
    "entry",
    ["o:strin", "o", "", "o:list", "o:string:string", "o:single:string", ["o:string", {}], "o:list:set"],
)
def test_an_entry_of_another_form_is_refused(entry: object) -> None:
    with pytest.raises(ValueError, match="attribute 'name' of the catalogue has no valid type"):
        decode_block({"name": entry})
