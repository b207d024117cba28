"""Every AWS type that can be read: one line for each module of declarations."""

from functools import cache
from importlib import import_module

from driftmgr.resources.types import ResourceType

MODULES = (
    "acm",
    "autoscaling",
    "cloudtrail",
    "cloudwatch",
    "dynamodb",
    "ec2_acls",
    "ec2_addresses",
    "ec2_endpoints",
    "ec2_gateways",
    "ec2_instances",
    "ec2_key_pairs",
    "ec2_launch_templates",
    "ec2_network_interfaces",
    "ec2_routes",
    "ec2_security_group_rules",
    "ec2_security_groups",
    "ec2_subnets",
    "ec2_volumes",
    "ec2_vpcs",
    "ecr",
    "ecs_clusters",
    "ecs_services",
    "ecs_task_definitions",
    "elbv2_listeners",
    "elbv2_load_balancers",
    "elbv2_target_groups",
    "iam_groups",
    "iam_instance_profiles",
    "iam_policies",
    "iam_roles",
    "iam_users",
    "kms",
    "lambda_event_sources",
    "lambda_functions",
    "lambda_permissions",
    "logs",
    "rds_clusters",
    "rds_instances",
    "rds_parameter_groups",
    "rds_role_associations",
    "rds_subnet_groups",
    "route53_records",
    "route53_zones",
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
