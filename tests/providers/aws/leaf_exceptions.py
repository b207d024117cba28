"""Leaves that may change unnoticed, and why that is right."""

from typing import Any, Final

from driftmgr.providers.aws.ec2_protocols import ICMP, PORTED, protocol

_ONE_TARGET: Final = "a route has one target; a further name on one side is another name of it"
_GRANTS: Final = "grants are compared by who may do what, and a canned name by the grants that it makes"
_APPLY: Final = "when a value is applied is no property of the group"
_ONE_GROUP: Final = "a forward to one target group has no weights, and a state may record it by ARN alone"

MEANT_ALIKE: Final[dict[str, dict[str, str]]] = {
    "aws_acm_certificate": {
        "subject_alternative_names": "never change; older releases leave the domain's own name out"
    },
    "aws_autoscaling_group": {
        "tag": "recorded in `tags` by releases before 5, which the last of them takes with it",
        "termination_policies": "Default is what no policy means",
        "traffic_source": "told as a target group, too, and compared there",
        "traffic_source.type": "told as a target group, too, and compared there",
    },
    "aws_cloudtrail": {"event_selector.read_write_type": "All is what no type means"},
    "aws_db_parameter_group": {"parameter.apply_method": _APPLY},
    "aws_instance": {
        "volume_tags": "the tags of each volume, of which those with tags of their own have others"
    },
    "aws_lambda_function": {
        "architectures": "x86_64 is what none means",
        "source_code_hash": "the user's own text where code_sha256 is recorded, which is compared",
    },
    "aws_lb_listener": {
        "default_action.forward.stickiness.duration": "means nothing while stickiness is off",
        "default_action.forward.stickiness.enabled": "comes with a duration, which then differs",
        "default_action.forward.target_group.weight": _ONE_GROUP,
    },
    "aws_network_interface": {
        "attachment.attachment_id": "a new one for the same place on the same instance"
    },
    "aws_rds_cluster_parameter_group": {"parameter.apply_method": _APPLY},
    "aws_route_table": {
        f"route.{name}": _ONE_TARGET
        for name in (
            "carrier_gateway_id",
            "core_network_arn",
            "egress_only_gateway_id",
            "gateway_id",
            "instance_id",
            "ipv6_cidr_block",
            "local_gateway_id",
            "nat_gateway_id",
            "network_interface_id",
            "odb_network_arn",
            "transit_gateway_id",
            "vpc_endpoint_id",
            "vpc_peering_connection_id",
        )
    },
    "aws_s3_bucket": {
        "acl": _GRANTS,
        "grant": _GRANTS,
        "grant.id": _GRANTS,
        "grant.type": _GRANTS,
        "grant.uri": _GRANTS,
        "grant.permissions": _GRANTS,
    },
    "aws_s3_bucket_acl": {
        "access_control_policy": _GRANTS,
        "access_control_policy.grant.grantee.email_address": _GRANTS,
        "access_control_policy.grant.grantee.type": _GRANTS,
        "access_control_policy.owner": "a bucket's owner never changes",
        "access_control_policy.owner.id": "a bucket's owner never changes",
    },
    "aws_security_group": {
        "ingress.security_groups": "an account in front of a group's id says nothing more",
        "ingress.self": "the group's own id says the same",
    },
    "aws_sns_topic_subscription": {"pending_confirmation": "recorded so, and still so"},
    "aws_ssm_parameter": {"tier": "Intelligent-Tiering is a wish; the tier is what came of it"},
    "aws_vpc_endpoint": {"policy": "full access is what no policy means"},
}

ZERO_IS_REFUSED: Final[dict[str, frozenset[str]]] = {
    "aws_dynamodb_table": frozenset({"point_in_time_recovery.recovery_period_in_days"}),
    "aws_ecs_service": frozenset({"deployment_maximum_percent"}),
    "aws_iam_role": frozenset({"max_session_duration"}),
    "aws_kms_key": frozenset({"rotation_period_in_days"}),
    "aws_lambda_event_source_mapping": frozenset({"parallelization_factor"}),
    "aws_lambda_function": frozenset({"ephemeral_storage.size"}),
    "aws_lb": frozenset({"client_keep_alive", "idle_timeout"}),
    "aws_lb_listener": frozenset({"default_action.order"}),
    "aws_lb_listener_rule": frozenset({"action.order"}),
    "aws_lb_target_group": frozenset({"stickiness.cookie_duration"}),
    "aws_sqs_queue": frozenset({"kms_data_key_reuse_period_seconds"}),
}
"""Numbers of which AWS takes no 0, so that a recorded 0 is an unset one, as good as the default."""

WHERE_RECORDED: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        ("aws_instance", "network_interface"),
        ("aws_instance", "vpc_security_group_ids"),
        ("aws_network_interface", "attachment"),
        ("aws_s3_bucket", "server_side_encryption_configuration"),
    }
)
"""Lists that a state may leave to AWS or to other resources: where none is recorded, none is missed."""


def means_nothing(parent: Any, name: str | int) -> bool:
    """Whether a number of a firewall's rule says nothing beside the rule's protocol; none is as good as all of them."""
    if not isinstance(parent, dict) or not {"protocol", "ip_protocol"} & parent.keys():
        return False
    used = protocol(parent.get("protocol", parent.get("ip_protocol")))
    match name:
        case "from_port" | "to_port":
            return used not in (PORTED if "icmp_type" in parent else PORTED + ICMP)
        case "icmp_type" | "icmp_code":
            return used not in ICMP
    return name in ("protocol", "ip_protocol") and used == "-1"


_CONFIGURATION: Final = "the configuration's alone; no API tells it"
_SECRET: Final = "a secret, which no API tells"
_COMPUTED: Final = "computed below a block, and nobody's setting"
_DISPLAY: Final = "S3 no longer tells it"
_WARM: Final = "grows by itself with what a table has served"
_NAME: Final = "Terraform's own name for the attachment"

NOT_TOLD: Final[dict[str, dict[str, str]]] = {
    "aws_autoscaling_group": {
        f"instance_refresh.{name}": _CONFIGURATION
        for name in (
            "preferences.max_healthy_percentage",
            "preferences.min_healthy_percentage",
            "preferences.scale_in_protected_instances",
            "preferences.standby_instances",
            "strategy",
            "triggers",
        )
    },
    "aws_db_instance": {
        "manage_master_user_password": "master_user_secret tells it",
        "password": _SECRET,
    },
    "aws_dynamodb_table": {
        "global_secondary_index.key_schema.attribute_name": "hash_key and range_key tell it, and names are forever",
        "global_secondary_index.key_schema.key_type": "hash_key and range_key tell it, and names are forever",
        "global_secondary_index.warm_throughput.read_units_per_second": _WARM,
        "global_secondary_index.warm_throughput.write_units_per_second": _WARM,
        "replica.arn": _COMPUTED,
        "replica.consistency_mode": "fixed when the replica is made",
        "replica.stream_arn": _COMPUTED,
        "replica.stream_label": _COMPUTED,
        "warm_throughput.read_units_per_second": _WARM,
        "warm_throughput.write_units_per_second": _WARM,
    },
    "aws_eip": {"instance": "network_interface tells it"},
    "aws_iam_group_membership": {"name": _NAME},
    "aws_iam_policy_attachment": {"name": _NAME},
    "aws_instance": {"root_block_device.tags_all": "compared with the device's tags"},
    "aws_key_pair": {"public_key": "the fingerprint tells it"},
    "aws_lambda_function": {
        "s3_bucket": _CONFIGURATION,
        "s3_key": _CONFIGURATION,
        "snap_start.optimization_status": _COMPUTED,
    },
    "aws_lb_listener_rule": {"action.authenticate_oidc.client_secret": _SECRET},
    "aws_nat_gateway": {"secondary_private_ip_address_count": "the addresses tell it"},
    "aws_network_interface": {
        "ipv6_address_list": "ipv6_addresses tells it",
        "private_ip_list": "private_ips tells it",
    },
    "aws_rds_cluster": {
        "cluster_members": "each member is a resource of its own",
        "master_password": _SECRET,
    },
    "aws_rds_cluster_instance": {"preferred_backup_window": "the cluster's"},
    "aws_s3_bucket": {"bucket_namespace": "fixed when the bucket is made"},
    "aws_s3_bucket_acl": {
        "access_control_policy.grant.grantee.display_name": _DISPLAY,
        "access_control_policy.owner.display_name": _DISPLAY,
        "acl": "access_control_policy tells what it grants",
    },
    "aws_s3_bucket_logging": {"target_grant.grantee.display_name": _DISPLAY},
    "aws_s3_bucket_website_configuration": {"routing_rules": "routing_rule tells them"},
    "aws_secretsmanager_secret": {"replica.status": _COMPUTED, "replica.status_message": _COMPUTED},
    "aws_secretsmanager_secret_rotation": {"rotate_immediately": _CONFIGURATION},
    "aws_secretsmanager_secret_version": {"secret_string": _SECRET},
    "aws_sns_topic_subscription": {"confirmation_timeout_in_minutes": _CONFIGURATION},
    "aws_vpc": {
        "assign_generated_ipv6_cidr_block": "ipv6_cidr_block tells it",
        "ipv6_cidr_block_network_border_group": "of the ipv6_cidr_block, with which it changes",
    },
    "aws_vpc_ipv6_cidr_block_association": {
        "assign_generated_ipv6_cidr_block": "ipv6_cidr_block tells it",
        "ipv6_pool": "of the ipv6_cidr_block, with which it changes",
    },
}
"""What a state records as set, and nothing that is read is compared with."""
