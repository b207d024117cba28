"""From RDS's description of an instance to Terraform's attributes."""

from collections.abc import Iterable, Mapping
from typing import Any

from driftmgr.providers.aws.rds_identity import OF_OTHER_SERVICES
from driftmgr.providers.aws.shapes import block, tags
from driftmgr.resources.listing import Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes

# One list tells all of every instance, tags included; its pages hold 100 at most.
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html
INSTANCES = Listing(
    service="rds",
    operation="describe_db_instances",
    items="DBInstances",
    params={"MaxRecords": 100},
    key=lambda item: str(item["DBInstanceIdentifier"]),
    permissions=("rds:DescribeDBInstances", "rds:ListTagsForResource"),
)


def _of_rds(item: Item) -> bool:
    """Whether an instance is RDS's and here to stay."""
    return item["Engine"] not in OF_OTHER_SERVICES and item.get("DBInstanceStatus") != "deleting"


def db_instance(item: Item, scope: Scope) -> Iterable[Attributes]:
    """An instance that stands alone. Nobody can read its password."""
    if item.get("DBClusterIdentifier") or not _of_rds(item):
        return
    endpoint = item.get("Endpoint") or {}
    name = item.get("DBName", "")
    yield {
        **_common(item),
        "allocated_storage": item.get("AllocatedStorage"),
        "backup_retention_period": item.get("BackupRetentionPeriod"),
        "backup_window": item.get("PreferredBackupWindow", ""),
        "character_set_name": item.get("CharacterSetName", ""),
        "customer_owned_ip_enabled": bool(item.get("CustomerOwnedIpEnabled")),
        "db_name": name,
        "name": name,  # until provider 4
        "dedicated_log_volume": bool(item.get("DedicatedLogVolume")),
        "deletion_protection": bool(item.get("DeletionProtection")),
        "enabled_cloudwatch_logs_exports": list(item.get("EnabledCloudwatchLogsExports") or ()),
        "iam_database_authentication_enabled": bool(item.get("IAMDatabaseAuthenticationEnabled")),
        "iops": item.get("Iops", 0),
        "license_model": item.get("LicenseModel", ""),
        "maintenance_window": item.get("PreferredMaintenanceWindow", ""),
        "max_allocated_storage": item.get("MaxAllocatedStorage", 0),
        "multi_az": bool(item.get("MultiAZ")),
        "nchar_character_set_name": item.get("NcharCharacterSetName", ""),
        "option_group_name": _first(item.get("OptionGroupMemberships"), "OptionGroupName"),
        "parameter_group_name": _first(item.get("DBParameterGroups"), "DBParameterGroupName"),
        "port": endpoint.get("Port") or item.get("DbInstancePort"),
        "replica_mode": item.get("ReplicaMode", ""),
        "replicate_source_db": (
            item.get("ReadReplicaSourceDBInstanceIdentifier")
            or item.get("ReadReplicaSourceDBClusterIdentifier", "")
        ),
        "resource_id": item.get("DbiResourceId", ""),
        "security_group_names": [each["DBSecurityGroupName"] for each in item.get("DBSecurityGroups") or ()],
        "storage_throughput": item.get("StorageThroughput", 0),
        "storage_type": item.get("StorageType", ""),
        "timezone": item.get("Timezone", ""),
        "username": item.get("MasterUsername", ""),
        "vpc_security_group_ids": [
            each["VpcSecurityGroupId"] for each in item.get("VpcSecurityGroups") or ()
        ],
        **_domain(item),
        **_only_when_told(
            item,
            backup_target="BackupTarget",
            database_insights_mode="DatabaseInsightsMode",
            engine_lifecycle_support="EngineLifecycleSupport",
            network_type="NetworkType",
        ),
        **_password(item),
    }


def cluster_instance(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A member of a cluster. What the cluster sets (windows, storage, encryption) shows on it, and is the cluster's."""
    if not item.get("DBClusterIdentifier") or not _of_rds(item):
        return
    yield {
        **_common(item),
        "cluster_identifier": item["DBClusterIdentifier"],
        "db_parameter_group_name": _first(item.get("DBParameterGroups"), "DBParameterGroupName"),
        "dbi_resource_id": item.get("DbiResourceId", ""),
        "preferred_maintenance_window": item.get("PreferredMaintenanceWindow", ""),
        "promotion_tier": item.get("PromotionTier"),
    }


def _common(item: Item) -> dict[str, Any]:
    """What both kinds have."""
    return {
        "id": item["DBInstanceIdentifier"],
        "identifier": item["DBInstanceIdentifier"],
        "arn": item["DBInstanceArn"],
        "auto_minor_version_upgrade": bool(item.get("AutoMinorVersionUpgrade")),
        "availability_zone": item.get("AvailabilityZone", ""),
        "ca_cert_identifier": item.get("CACertificateIdentifier", ""),
        "copy_tags_to_snapshot": bool(item.get("CopyTagsToSnapshot")),
        "custom_iam_instance_profile": item.get("CustomIamInstanceProfile", ""),
        "db_subnet_group_name": (item.get("DBSubnetGroup") or {}).get("DBSubnetGroupName", ""),
        "engine": item["Engine"],
        "engine_version": item.get("EngineVersion", ""),
        "instance_class": item.get("DBInstanceClass", ""),
        "kms_key_id": item.get("KmsKeyId", ""),
        "monitoring_interval": item.get("MonitoringInterval", 0),
        "monitoring_role_arn": item.get("MonitoringRoleArn", ""),
        "performance_insights_enabled": bool(item.get("PerformanceInsightsEnabled")),
        "performance_insights_kms_key_id": item.get("PerformanceInsightsKMSKeyId", ""),
        "performance_insights_retention_period": item.get("PerformanceInsightsRetentionPeriod", 0),
        "publicly_accessible": bool(item.get("PubliclyAccessible")),
        "storage_encrypted": bool(item.get("StorageEncrypted")),
        "tags": tags(item.get("TagList")),
    }


def _domain(item: Item) -> dict[str, Any]:
    """The directory that an instance is a member of."""
    member: Mapping[str, Any] = next(iter(item.get("DomainMemberships") or ()), {})
    return {
        "domain": member.get("Domain", ""),
        "domain_fqdn": member.get("FQDN", ""),
        "domain_ou": member.get("OU", ""),
        "domain_iam_role_name": member.get("IAMRoleName", ""),
        "domain_auth_secret_arn": member.get("AuthSecretArn", ""),
        "domain_dns_ips": list(member.get("DnsIps") or ()),
    }


def _password(item: Item) -> dict[str, Any]:
    """The secret in which RDS itself keeps the master password; without one, somebody else knows it."""
    secret = item.get("MasterUserSecret") or {}
    return {
        "master_user_secret": block({"secret_arn": secret.get("SecretArn", "")} if secret else None),
        "master_user_secret_kms_key_id": secret.get("KmsKeyId", ""),
    }


def _first(groups: Iterable[Mapping[str, str]] | None, name: str) -> str:
    return next((each[name] for each in groups or ()), "")


def _only_when_told(item: Item, **names: str) -> dict[str, Any]:
    return {attribute: item[key] for attribute, key in names.items() if key in item}
