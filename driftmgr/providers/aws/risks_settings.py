"""Risks of single settings: exposure, encryption, protection, logging, code, roles and sizes."""

from driftmgr.providers.aws.risks_direction import (
    became_false,
    became_true,
    changed,
    left_value,
    raised,
    reduced,
)
from driftmgr.resources.types import Severity

publicly_accessible = became_true(
    Severity.CRITICAL, "reachable from the internet", "no longer reachable from the internet"
)
"""`publicly_accessible` of databases, caches, brokers; `endpoint_public_access` of clusters."""

public_address_given = became_true(Severity.HIGH, "gets a public address", "no longer gets a public address")
"""`map_public_ip_on_launch`, `associate_public_ip_address`, `assign_public_ip`."""

encryption_off = became_false(Severity.HIGH, "encryption turned off", "encryption turned on")
"""`encrypted`, `storage_encrypted`, `sqs_managed_sse_enabled`, `server_side_encryption.enabled`."""

deletion_protection_off = became_false(
    Severity.HIGH, "protection against deletion turned off", "protection against deletion turned on"
)
"""`deletion_protection`, `disable_api_termination`, `enable_deletion_protection`."""

versioning_off = became_false(Severity.HIGH, "versioning turned off", "versioning turned on")
"""`versioning_configuration.status` (Enabled, Suspended), `versioning.enabled`."""

recovery_off = became_false(
    Severity.HIGH, "point-in-time recovery turned off", "point-in-time recovery turned on"
)
"""`point_in_time_recovery.enabled`."""

audit_logging_off = became_false(Severity.CRITICAL, "audit logging turned off", "audit logging turned on")
"""CloudTrail's `enable_logging`, `is_multi_region_trail`, `include_global_service_events`."""

logging_off = became_false(Severity.HIGH, "logging turned off", "logging turned on")
"""`access_logs.enabled`, `enable_log_file_validation`, tracing of access."""

monitoring_off = became_false(Severity.HIGH, "monitoring turned off", "monitoring turned on")
"""`actions_enabled` of alarms, `monitoring`."""

rotation_off = became_false(Severity.HIGH, "rotation turned off", "rotation turned on")
"""`enable_key_rotation`, `rotation_enabled`."""

key_disabled = became_false(Severity.CRITICAL, "the key was disabled", "the key was enabled")
"""`is_enabled` of KMS keys."""

public_access_block_flag = became_false(
    Severity.HIGH, "a block of public access was lifted", "a block of public access was set"
)
"""`block_public_acls`, `block_public_policy`, `ignore_public_acls`, `restrict_public_buckets` of a bucket."""

account_public_access_block_flag = became_false(
    Severity.CRITICAL,
    "the account's block of public access was lifted",
    "the account's block of public access was set",
)
"""The same four of aws_s3_account_public_access_block."""

imds_tokens_optional = left_value(
    "required", Severity.HIGH, "instance metadata without a session token (IMDSv1) allowed", "IMDSv2 required"
)
"""`metadata_options.http_tokens`."""

hop_limit_raised = raised("metadata hop limit")
"""`metadata_options.http_put_response_hop_limit`."""

tags_made_mutable = left_value(
    "IMMUTABLE", Severity.HIGH, "image tags can be overwritten", "image tags are immutable"
)
"""`image_tag_mutability` of ECR repositories."""

authorization_removed = left_value(
    "AWS_IAM", Severity.CRITICAL, "callable without authorization", "authorization required"
)
"""`authorization_type` of function URLs."""

backup_reduced = reduced("backup retention in days")
"""`backup_retention_period`."""

log_retention_reduced = reduced("log retention in days", zero_is_unlimited=True)
"""`retention_in_days` of log groups (0: for ever)."""

image_or_code_changed = changed(Severity.HIGH, "the code or image that runs was changed")
"""`ami`, `image_id`, `image_uri`, `source_code_hash`, `container_definitions`, `handler`, `layers`."""

user_data_changed = changed(Severity.HIGH, "the start-up script was changed")
"""`user_data`, `user_data_base64`."""

role_changed = changed(Severity.HIGH, "runs with another role")
"""`role`, `iam_instance_profile`, `task_role_arn`, `execution_role_arn`."""

capacity_changed = changed(Severity.MEDIUM, "size or capacity class changed")
"""`instance_type`, `instance_class`, `allocated_storage`, `memory_size`, `min_size`, `max_size`."""

scaled = changed(Severity.LOW, "scaled, as an autoscaler does")
"""`desired_capacity`, `desired_count`, `read_capacity` under autoscaling."""

dns_changed = changed(Severity.HIGH, "the name now leads elsewhere")
"""`records`, `alias`, `ttl` apart, of aws_route53_record."""

network_moved = changed(Severity.MEDIUM, "moved to another network, subnet or zone")
"""`subnet_id`, `subnets`, `availability_zone`, `vpc_security_group_ids`."""

source_check_off = became_false(
    Severity.HIGH,
    "may send and receive traffic for other addresses",
    "only sends and receives its own traffic",
)
"""`source_dest_check`."""

internal_off = became_false(
    Severity.CRITICAL, "the load balancer faces the internet", "the load balancer is internal"
)
"""`internal` of load balancers."""

protection_off = became_false(Severity.HIGH, "a protection was turned off", "a protection was turned on")
"""`drop_invalid_header_fields`, `waf_fail_closed`."""

authentication_weakened = became_false(
    Severity.HIGH, "a way of authenticating was turned off", "a way of authenticating was turned on"
)
"""`iam_database_authentication_enabled`."""

shell_opened = became_true(
    Severity.HIGH, "shells in running containers allowed", "shells in running containers no longer allowed"
)
"""`enable_execute_command`."""

access_key_activated = became_true(
    Severity.HIGH, "the access key was activated", "the access key was deactivated"
)
"""`status` of access keys (Active, Inactive)."""

acls_enabled = left_value(
    "BucketOwnerEnforced", Severity.HIGH, "access control lists count again", "access control lists are off"
)
"""`object_ownership`."""

secure_string_left = left_value(
    "SecureString", Severity.HIGH, "the parameter is no longer encrypted", "the parameter is encrypted"
)
"""`type` of SSM parameters."""

session_lengthened = raised("session length in seconds", Severity.MEDIUM)
"""`max_session_duration`."""

message_retention_reduced = reduced("message retention in seconds", severity=Severity.MEDIUM)
"""`message_retention_seconds`."""

key_pair_changed = changed(Severity.HIGH, "opens to another key pair")
"""`key_name`, `public_key`."""

address_moved = changed(Severity.HIGH, "now leads to another receiver")
"""Targets of addresses and subscriptions: `instance`, `network_interface`, `endpoint`."""

traffic_redirected = changed(Severity.HIGH, "traffic now goes elsewhere")
"""`default_action`, `action`, `target_id`."""

certificate_changed = changed(Severity.HIGH, "serves another certificate")
"""`certificate_arn`."""

log_target_changed = changed(Severity.HIGH, "logs are now written elsewhere or nowhere")
"""`target_bucket`, `s3_bucket_name`, `cloud_watch_logs_group_arn`."""

audit_scope_changed = changed(Severity.HIGH, "other events are recorded")
"""`event_selector`, `insight_selector`."""

members_changed = changed(Severity.HIGH, "other members")
"""`users` of a group."""

parameter_changed = changed(Severity.MEDIUM, "another value for whoever reads the parameter")
"""`value` of SSM parameters."""
