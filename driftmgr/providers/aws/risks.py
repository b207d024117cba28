"""The risks that declarations of AWS types take: import them from here.

A risk is called with an attribute's value as recorded and as it is, at the path under which `ResourceType.risks`
names it (dotted, without indices). Under the name "*" it is called with all attributes of both sides, for every
change that no other entry covers: for rules whose attributes only mean something together. Tightening is low; None
leaves the verdict to the attribute's name (tags and descriptions low, the rest medium).

Which type takes which, `attributes: risk`:

aws_security_group, aws_default_security_group
    ingress: ingress_opened; egress: egress_opened
aws_security_group_rule
    *: security_group_rule_opened
aws_vpc_security_group_ingress_rule, aws_vpc_security_group_egress_rule
    *: ingress_rule_opened, egress_rule_opened
aws_network_acl, aws_default_network_acl
    ingress: nacl_ingress_opened; egress: nacl_egress_opened
aws_network_acl_rule
    *: network_acl_rule_opened
aws_route_table, aws_default_route_table
    route: route_to_internet
aws_route
    *: route_to_internet
aws_route_table_association
    route_table_id: route_target_changed
aws_subnet
    map_public_ip_on_launch: public_address_given
aws_network_interface
    source_dest_check: source_check_off; security_groups: network_moved
aws_vpc_endpoint, aws_iam_policy, aws_iam_role_policy, aws_iam_user_policy, aws_iam_group_policy,
aws_s3_bucket_policy, aws_sqs_queue_policy, aws_sns_topic_policy, aws_ecr_repository_policy
    policy: policy_widened
aws_instance
    metadata_options.http_tokens: imds_tokens_optional
    metadata_options.http_put_response_hop_limit: hop_limit_raised
    ami: image_or_code_changed; user_data, user_data_base64: user_data_changed
    iam_instance_profile: role_changed; disable_api_termination: deletion_protection_off
    source_dest_check: source_check_off; associate_public_ip_address: public_address_given
    instance_type: capacity_changed; subnet_id, vpc_security_group_ids: network_moved
    monitoring: monitoring_off; key_name: key_pair_changed
aws_launch_template
    metadata_options.http_tokens: imds_tokens_optional
    metadata_options.http_put_response_hop_limit: hop_limit_raised
    image_id: image_or_code_changed; user_data: user_data_changed; iam_instance_profile: role_changed
    disable_api_termination: deletion_protection_off; instance_type: capacity_changed
    vpc_security_group_ids: network_moved; monitoring.enabled: monitoring_off; key_name: key_pair_changed
    network_interfaces.associate_public_ip_address: public_address_given
aws_ebs_volume
    encrypted: encryption_off; kms_key_id: kms_key_changed; size, type, iops, throughput: capacity_changed
aws_key_pair
    public_key: key_pair_changed
aws_eip
    instance, network_interface: address_moved
aws_autoscaling_group
    desired_capacity: scaled; min_size, max_size: capacity_changed
    launch_template, launch_configuration: image_or_code_changed
aws_s3_bucket_public_access_block
    block_public_acls, block_public_policy, ignore_public_acls, restrict_public_buckets: public_access_block_flag
aws_s3_account_public_access_block
    block_public_acls, block_public_policy, ignore_public_acls, restrict_public_buckets:
    account_public_access_block_flag
aws_s3_bucket_acl
    acl, access_control_policy: acl_made_public
aws_s3_bucket
    acl, grant: acl_made_public
aws_s3_bucket_versioning
    versioning_configuration.status: versioning_off; versioning_configuration.mfa_delete: deletion_protection_off
aws_s3_bucket_server_side_encryption_configuration, below rule.apply_server_side_encryption_by_default
    sse_algorithm: encryption_algorithm_lowered; kms_master_key_id: kms_key_changed
aws_s3_bucket_logging
    target_bucket: log_target_changed
aws_s3_bucket_ownership_controls
    rule.object_ownership: acls_enabled
aws_iam_role
    assume_role_policy: trust_policy_widened; managed_policy_arns: admin_attached
    inline_policy: inline_policies_widened; max_session_duration: session_lengthened
aws_iam_role, aws_iam_user
    permissions_boundary: permissions_boundary_lifted
aws_iam_role_policy_attachment, aws_iam_user_policy_attachment, aws_iam_group_policy_attachment
    policy_arn: admin_attached
aws_iam_group_membership
    users: members_changed
aws_iam_instance_profile
    role: role_changed
aws_iam_access_key
    status: access_key_activated
aws_lambda_function
    source_code_hash, image_uri, handler, layers, runtime: image_or_code_changed; role: role_changed
    memory_size, timeout: capacity_changed; kms_key_arn: kms_key_changed
    vpc_config.subnet_ids, vpc_config.security_group_ids: network_moved
aws_lambda_permission
    *: lambda_permission_opened
aws_lambda_function_url
    authorization_type: authorization_removed
aws_dynamodb_table
    server_side_encryption.enabled: encryption_off; point_in_time_recovery.enabled: recovery_off
    deletion_protection_enabled: deletion_protection_off; read_capacity, write_capacity: scaled
aws_sqs_queue
    policy: policy_widened; sqs_managed_sse_enabled: encryption_off; kms_master_key_id: kms_key_changed
    message_retention_seconds: message_retention_reduced
aws_sns_topic
    policy: policy_widened; kms_master_key_id: kms_key_changed
aws_sns_topic_subscription
    endpoint: address_moved
aws_kms_key
    policy: policy_widened; is_enabled: key_disabled; enable_key_rotation: rotation_off
aws_kms_alias
    target_key_id: kms_key_changed
aws_cloudwatch_log_group
    retention_in_days: log_retention_reduced; kms_key_id: kms_key_changed
aws_cloudwatch_metric_alarm
    actions_enabled: monitoring_off
aws_db_instance, aws_rds_cluster
    storage_encrypted: encryption_off; kms_key_id: kms_key_changed; deletion_protection: deletion_protection_off
    backup_retention_period: backup_reduced; allocated_storage: capacity_changed
    vpc_security_group_ids: network_moved; iam_database_authentication_enabled: authentication_weakened
aws_db_instance
    publicly_accessible: publicly_accessible; instance_class: capacity_changed
aws_db_subnet_group
    subnet_ids: network_moved
aws_lb
    internal: internal_off; enable_deletion_protection: deletion_protection_off; access_logs.enabled: logging_off
    drop_invalid_header_fields: protection_off; security_groups, subnets: network_moved
aws_lb_listener
    protocol: listener_protocol_downgraded; ssl_policy: tls_policy_lowered; certificate_arn: certificate_changed
    default_action: traffic_redirected
aws_lb_listener_rule
    action: traffic_redirected
aws_lb_target_group
    protocol: listener_protocol_downgraded
aws_lb_target_group_attachment
    target_id: traffic_redirected
aws_ecr_repository
    image_tag_mutability: tags_made_mutable; image_scanning_configuration.scan_on_push: monitoring_off
    encryption_configuration.encryption_type: encryption_algorithm_lowered
    encryption_configuration.kms_key: kms_key_changed
aws_secretsmanager_secret
    policy: policy_widened; kms_key_id: kms_key_changed
aws_ssm_parameter
    type: secure_string_left; key_id: kms_key_changed; value: parameter_changed
aws_route53_record
    records, alias: dns_changed
aws_route53_zone
    vpc: network_moved
aws_ecs_service
    desired_count: scaled; task_definition: image_or_code_changed; enable_execute_command: shell_opened
    network_configuration.assign_public_ip: public_address_given
    network_configuration.subnets, network_configuration.security_groups: network_moved
aws_ecs_task_definition
    container_definitions: image_or_code_changed; task_role_arn, execution_role_arn: role_changed
    cpu, memory: capacity_changed
aws_cloudtrail
    enable_logging, is_multi_region_trail, include_global_service_events: audit_logging_off
    enable_log_file_validation: logging_off; s3_bucket_name, cloud_watch_logs_group_arn: log_target_changed
    kms_key_id: kms_key_changed; event_selector: audit_scope_changed
aws_eks_cluster
    vpc_config.endpoint_public_access: publicly_accessible; vpc_config.public_access_cidrs: ranges_opened

Others are made by `became_true`, `became_false`, `reduced`, `raised`, `changed` and `left_value`.
"""

from driftmgr.providers.aws.risks_access import acl_made_public
from driftmgr.providers.aws.risks_crypto import (
    encryption_algorithm_lowered,
    kms_key_changed,
    listener_protocol_downgraded,
    tls_policy_lowered,
)
from driftmgr.providers.aws.risks_direction import (
    became_false,
    became_true,
    changed,
    left_value,
    raised,
    reduced,
)
from driftmgr.providers.aws.risks_network import (
    egress_opened,
    egress_rule_opened,
    ingress_opened,
    ingress_rule_opened,
    nacl_egress_opened,
    nacl_ingress_opened,
    network_acl_rule_opened,
    ranges_opened,
    security_group_rule_opened,
)
from driftmgr.providers.aws.risks_policy import (
    admin_attached,
    inline_policies_widened,
    lambda_permission_opened,
    permissions_boundary_lifted,
    policy_widened,
    trust_policy_widened,
)
from driftmgr.providers.aws.risks_routes import route_target_changed, route_to_internet
from driftmgr.providers.aws.risks_settings import (
    access_key_activated,
    account_public_access_block_flag,
    acls_enabled,
    address_moved,
    audit_logging_off,
    audit_scope_changed,
    authentication_weakened,
    authorization_removed,
    backup_reduced,
    capacity_changed,
    certificate_changed,
    deletion_protection_off,
    dns_changed,
    encryption_off,
    hop_limit_raised,
    image_or_code_changed,
    imds_tokens_optional,
    internal_off,
    key_disabled,
    key_pair_changed,
    log_retention_reduced,
    log_target_changed,
    logging_off,
    members_changed,
    message_retention_reduced,
    monitoring_off,
    network_moved,
    parameter_changed,
    protection_off,
    public_access_block_flag,
    public_address_given,
    publicly_accessible,
    recovery_off,
    role_changed,
    rotation_off,
    scaled,
    secure_string_left,
    session_lengthened,
    shell_opened,
    source_check_off,
    tags_made_mutable,
    traffic_redirected,
    user_data_changed,
    versioning_off,
)

__all__ = [
    "access_key_activated",
    "account_public_access_block_flag",
    "acl_made_public",
    "acls_enabled",
    "address_moved",
    "admin_attached",
    "audit_logging_off",
    "audit_scope_changed",
    "authentication_weakened",
    "authorization_removed",
    "backup_reduced",
    "became_false",
    "became_true",
    "capacity_changed",
    "certificate_changed",
    "changed",
    "deletion_protection_off",
    "dns_changed",
    "egress_opened",
    "egress_rule_opened",
    "encryption_algorithm_lowered",
    "encryption_off",
    "hop_limit_raised",
    "image_or_code_changed",
    "imds_tokens_optional",
    "ingress_opened",
    "ingress_rule_opened",
    "inline_policies_widened",
    "internal_off",
    "key_disabled",
    "key_pair_changed",
    "kms_key_changed",
    "lambda_permission_opened",
    "left_value",
    "listener_protocol_downgraded",
    "log_retention_reduced",
    "log_target_changed",
    "logging_off",
    "members_changed",
    "message_retention_reduced",
    "monitoring_off",
    "nacl_egress_opened",
    "nacl_ingress_opened",
    "network_acl_rule_opened",
    "network_moved",
    "parameter_changed",
    "permissions_boundary_lifted",
    "policy_widened",
    "protection_off",
    "public_access_block_flag",
    "public_address_given",
    "publicly_accessible",
    "raised",
    "ranges_opened",
    "recovery_off",
    "reduced",
    "role_changed",
    "rotation_off",
    "route_target_changed",
    "route_to_internet",
    "scaled",
    "secure_string_left",
    "security_group_rule_opened",
    "session_lengthened",
    "shell_opened",
    "source_check_off",
    "tags_made_mutable",
    "tls_policy_lowered",
    "traffic_redirected",
    "trust_policy_widened",
    "user_data_changed",
    "versioning_off",
]
