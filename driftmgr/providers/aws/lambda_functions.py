"""Lambda functions: code, settings, and the one list that tells of them."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import name_owner, tag_owner
from driftmgr.providers.aws.recorded import left_open
from driftmgr.providers.aws.shapes import all_tags, block, tags
from driftmgr.resources.listing import Detail, Item, Listing, Need
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, Collection, ResourceType, Severity

_BASE64_SHA256 = re.compile(r"[A-Za-z0-9+/]{43}=")

# ListFunctions tells the whole configuration of $LATEST; tags, concurrency and the image are GetFunction's, of whose
# answer the address of the code, a credential by itself, is dropped at once.
# https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
FUNCTIONS = Listing(
    service="lambda",
    operation="list_functions",
    items="Functions",
    key=lambda item: str(item["FunctionName"]),
    details=(
        Detail(
            name="Told",
            operation="get_function",
            params=lambda item: {"FunctionName": item["FunctionName"]},
            take=(
                "{Tags: Tags, TagsError: TagsError, Concurrency: Concurrency, ImageUri: Code.ImageUri, "
                "SourceKMSKeyArn: Code.SourceKMSKeyArn}"
            ),
            feeds={
                "aws_lambda_function": (
                    "tags",
                    "reserved_concurrent_executions",
                    "image_uri",
                    "source_kms_key_arn",
                )
            },
        ),
        Detail(
            name="CodeSigning",
            operation="get_function_code_signing_config",
            params=lambda item: {"FunctionName": item["FunctionName"]},
            feeds={"aws_lambda_function": ("code_signing_config_arn",)},
            absent=("ResourceNotFoundException",),
            need=Need.SECTION,
            applies=lambda item: item.get("PackageType") != "Image",
        ),
        # Asked of every recorded function: a permission that no state records may let anyone in.
        Detail(
            name="Policy",
            operation="get_policy",
            params=lambda item: {"FunctionName": item["FunctionName"]},
            take="Policy",
            feeds={"aws_lambda_permission": ()},
            reveals=("aws_lambda_function",),
            absent=("ResourceNotFoundException",),
            need=Need.SECURITY,
        ),
    ),
)


def function(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A function as it is now, its $LATEST version: published ones never change."""
    found: dict[str, Any] = {
        "id": item["FunctionName"],
        "function_name": item["FunctionName"],
        "arn": item["FunctionArn"],
        "description": item.get("Description", ""),
        "handler": item.get("Handler", ""),
        "runtime": item.get("Runtime", ""),
        "role": item.get("Role", ""),
        "memory_size": item.get("MemorySize"),
        "timeout": item.get("Timeout"),
        "package_type": item.get("PackageType", "Zip"),
        "architectures": item.get("Architectures") or ["x86_64"],
        "layers": [layer["Arn"] for layer in item.get("Layers") or ()],
        "kms_key_arn": item.get("KMSKeyArn", ""),
        "code_sha256": item["CodeSha256"],
        "source_code_hash": item["CodeSha256"],
        **_blocks(item),
    }
    environment = item.get("Environment") or {}
    if not environment.get("Error"):  # its key may not be ours to use: then the variables were not told
        variables = environment.get("Variables")
        found["environment"] = [{"variables": dict(variables)}] if variables else []
    if "CodeSigning" in item:
        found["code_signing_config_arn"] = (item["CodeSigning"] or {}).get("CodeSigningConfigArn", "")
    if "Told" in item:
        told = item["Told"]
        concurrency = told.get("Concurrency") or {}
        found |= {
            "reserved_concurrent_executions": concurrency.get("ReservedConcurrentExecutions", -1),
            "image_uri": told.get("ImageUri") or "",
            "source_kms_key_arn": told.get("SourceKMSKeyArn") or "",
        }
        if not told.get("TagsError"):
            found["tags"] = tags(told.get("Tags"))
    yield found


def _blocks(item: Item) -> dict[str, list[dict[str, Any]]]:
    """The nested blocks of a function's configuration."""
    vpc, logging = item.get("VpcConfig") or {}, item.get("LoggingConfig") or {}
    image = (item.get("ImageConfigResponse") or {}).get("ImageConfig") or {}
    durable = item.get("DurableConfig") or {}
    snap = item.get("SnapStart") or {}
    return {
        "vpc_config": block(
            {
                "subnet_ids": list(vpc.get("SubnetIds") or ()),
                "security_group_ids": list(vpc.get("SecurityGroupIds") or ()),
                "vpc_id": vpc["VpcId"],
                "ipv6_allowed_for_dual_stack": vpc.get("Ipv6AllowedForDualStack", False),
            }
            if vpc.get("VpcId")
            else None
        ),
        "dead_letter_config": _only("target_arn", item.get("DeadLetterConfig"), "TargetArn"),
        "tracing_config": [{"mode": (item.get("TracingConfig") or {}).get("Mode", "PassThrough")}],
        "ephemeral_storage": _only("size", item.get("EphemeralStorage"), "Size"),
        "tenancy_config": _only("tenant_isolation_mode", item.get("TenancyConfig"), "TenantIsolationMode"),
        "file_system_config": [
            {"arn": each["Arn"], "local_mount_path": each["LocalMountPath"]}
            for each in item.get("FileSystemConfigs") or ()
        ],
        "image_config": block(
            {
                "command": list(image.get("Command") or ()),
                "entry_point": list(image.get("EntryPoint") or ()),
                "working_directory": image.get("WorkingDirectory", ""),
            }
            if image
            else None
        ),
        "logging_config": block(
            {
                "log_format": logging.get("LogFormat", ""),
                "log_group": logging.get("LogGroup", ""),
                "application_log_level": logging.get("ApplicationLogLevel", ""),
                "system_log_level": logging.get("SystemLogLevel", ""),
            }
            if logging
            else None
        ),
        "snap_start": [{"apply_on": snap["ApplyOn"]}] if snap.get("ApplyOn", "None") != "None" else [],
        "durable_config": block(
            {
                "execution_timeout": durable.get("ExecutionTimeout"),
                "retention_period": durable.get("RetentionPeriodInDays"),
            }
            if durable
            else None
        ),
        "capacity_provider_config": _capacity_provider(item.get("CapacityProviderConfig") or {}),
    }


def _only(name: str, told: Mapping[str, Any] | None, key: str) -> list[dict[str, Any]]:
    """A block of one attribute."""
    return [{name: told[key]}] if told and told.get(key) else []


def _capacity_provider(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    managed = told.get("LambdaManagedInstancesCapacityProviderConfig")
    if not managed:
        return []
    inner = {
        "capacity_provider_arn": managed.get("CapacityProviderArn"),
        "execution_environment_memory_gib_per_vcpu": managed.get("ExecutionEnvironmentMemoryGiBPerVCpu"),
        "per_execution_environment_max_concurrency": managed.get("PerExecutionEnvironmentMaxConcurrency"),
    }
    return [{"lambda_managed_instances_capacity_provider_config": [inner]}]


def same_code(recorded: Attributes, actual: Attributes) -> bool:
    """`source_code_hash`: the code's SHA-256 in base64, or whatever a configuration took for a sign of change.

    Where the provider records `code_sha256`, that is what it read, and this is the user's own text.
    https://github.com/hashicorp/terraform-provider-aws/issues/40095
    """
    was = recorded.get("source_code_hash")
    if recorded.get("code_sha256") or not isinstance(was, str) or not _BASE64_SHA256.fullmatch(was):
        return True
    return bool(was == actual["source_code_hash"])


TYPES = (
    ResourceType(
        name="aws_lambda_function",
        listing=FUNCTIONS,
        to_attributes=function,
        identity=("function_name",),
        equal={"reserved_concurrent_executions": left_open(-1)},
        collections=(
            Collection(
                attribute="source_code_hash",
                atoms=lambda attributes, _: {("whole",): attributes},
                same=same_code,
            ),
        ),
        defaults={
            "package_type": ("Zip",),
            "architectures": (["x86_64"],),
            "ephemeral_storage.size": (512,),
            "tracing_config.mode": ("PassThrough",),
            "logging_config.log_format": ("Text",),
        },
        observed=frozenset({"code_sha256"}),
        sensitive=frozenset({"environment.variables"}),
        risks={
            "architectures": risks.image_or_code_changed,
            "code_sha256": risks.image_or_code_changed,
            "source_code_hash": risks.image_or_code_changed,
            "image_uri": risks.image_or_code_changed,
            "handler": risks.image_or_code_changed,
            "layers": risks.image_or_code_changed,
            "runtime": risks.image_or_code_changed,
            "role": risks.role_changed,
            "memory_size": risks.capacity_changed,
            "timeout": risks.capacity_changed,
            "kms_key_arn": risks.kms_key_changed,
            "code_signing_config_arn": risks.changed(Severity.HIGH, "another rule for whose code may run"),
            "vpc_config.subnet_ids": risks.network_moved,
            "vpc_config.security_group_ids": risks.network_moved,
        },
        owner=lambda item, _: (
            tag_owner(all_tags((item.get("Told") or {}).get("Tags"))) or name_owner(item["FunctionName"])
        ),
    ),
)
