"""Every AWS type that can be read: one line for each module of declarations."""

from functools import cache
from importlib import import_module

from driftmgr.resources.types import ResourceType

MODULES = (
    "cloudtrail",
    "ec2_acls",
    "ec2_endpoints",
    "ec2_gateways",
    "ec2_network_interfaces",
    "ec2_routes",
    "ec2_security_group_rules",
    "ec2_security_groups",
    "ec2_subnets",
    "ec2_vpcs",
    "ecr",
    "iam_groups",
    "iam_instance_profiles",
    "iam_policies",
    "iam_roles",
    "iam_users",
    "kms",
    "lambda_event_sources",
    "lambda_functions",
    "lambda_permissions",
    "s3_access",
    "s3_acl",
    "s3_buckets",
    "s3_configurations",
    "s3_lifecycle",
    "s3_notifications",
    "s3_replication",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
)


@cache
def aws_types() -> dict[str, ResourceType]:
    """Type name to declaration, aliases included. Modules are imported here, once, on first use."""
    found: dict[str, ResourceType] = {}
    for module in MODULES:
        for resource_type in import_module(f"driftmgr.providers.aws.{module}").TYPES:
            for name in resource_type.names:
                found[name] = resource_type
    return found
