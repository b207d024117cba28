"""Clusters of RDS: Aurora, and Multi-AZ clusters of MySQL and PostgreSQL."""

from collections.abc import Iterable, Mapping
from typing import Any

from driftmgr.drift.equivalence import case_insensitive, same_arn_or_name, same_engine_version
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.rds_identity import OF_OTHER_SERVICES, lower
from driftmgr.providers.aws.rds_instances import MADE_ANEW, engine_version_changed
from driftmgr.providers.aws.shapes import all_tags, block, tags
from driftmgr.resources.listing import Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Atom, Attributes, Collection, ResourceType, Severity

# One list tells all of every cluster, tags included.
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusters.html
CLUSTERS = Listing(
    service="rds",
    operation="describe_db_clusters",
    items="DBClusters",
    params={"MaxRecords": 100},
    key=lambda item: str(item["DBClusterIdentifier"]),
    permissions=("rds:DescribeDBClusters", "rds:ListTagsForResource"),
)

# Told of some clusters only, or only by newer answers: what is not told is not compared.
_WHEN_TOLD = {
    "backtrack_window": "BacktrackWindow",
    "ca_certificate_identifier": "CACertificateIdentifier",
    "cluster_scalability_type": "ClusterScalabilityType",
    "database_insights_mode": "DatabaseInsightsMode",
    "enable_global_write_forwarding": "GlobalWriteForwardingRequested",
    "enable_http_endpoint": "HttpEndpointEnabled",
    "engine_lifecycle_support": "EngineLifecycleSupport",
    "global_cluster_identifier": "GlobalClusterIdentifier",
    "monitoring_interval": "MonitoringInterval",
    "monitoring_role_arn": "MonitoringRoleArn",
    "network_type": "NetworkType",
    "performance_insights_enabled": "PerformanceInsightsEnabled",
    "performance_insights_kms_key_id": "PerformanceInsightsKMSKeyId",
    "performance_insights_retention_period": "PerformanceInsightsRetentionPeriod",
}


def cluster(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A cluster that is here to stay. Nobody can read its password."""
    if item["Engine"] in OF_OTHER_SERVICES or item.get("Status") == "deleting":
        return
    domain: Mapping[str, Any] = next(iter(item.get("DomainMemberships") or ()), {})
    secret = item.get("MasterUserSecret") or {}
    yield {
        "id": item["DBClusterIdentifier"],
        "cluster_identifier": item["DBClusterIdentifier"],
        "cluster_resource_id": item.get("DbClusterResourceId", ""),
        "arn": item["DBClusterArn"],
        "allocated_storage": item.get("AllocatedStorage"),
        "availability_zones": list(item.get("AvailabilityZones") or ()),
        "backup_retention_period": item.get("BackupRetentionPeriod"),
        "copy_tags_to_snapshot": bool(item.get("CopyTagsToSnapshot")),
        "database_name": item.get("DatabaseName", ""),
        "db_cluster_instance_class": item.get("DBClusterInstanceClass", ""),
        "db_cluster_parameter_group_name": item.get("DBClusterParameterGroup", ""),
        "db_subnet_group_name": item.get("DBSubnetGroup", ""),
        "deletion_protection": bool(item.get("DeletionProtection")),
        "domain": domain.get("Domain", ""),
        "domain_iam_role_name": domain.get("IAMRoleName", ""),
        "enabled_cloudwatch_logs_exports": list(item.get("EnabledCloudwatchLogsExports") or ()),
        "engine": item["Engine"],
        "engine_mode": item.get("EngineMode", ""),
        "engine_version": item.get("EngineVersion", ""),
        "iam_database_authentication_enabled": bool(item.get("IAMDatabaseAuthenticationEnabled")),
        "iam_roles": [each["RoleArn"] for each in item.get("AssociatedRoles") or ()],
        "iops": item.get("Iops", 0),
        "kms_key_id": item.get("KmsKeyId", ""),
        "master_user_secret": block({"secret_arn": secret.get("SecretArn", "")} if secret else None),
        "master_username": item.get("MasterUsername", ""),
        "port": item.get("Port"),
        "preferred_backup_window": item.get("PreferredBackupWindow", ""),
        "preferred_maintenance_window": item.get("PreferredMaintenanceWindow", ""),
        "replication_source_identifier": item.get("ReplicationSourceIdentifier", ""),
        "storage_encrypted": bool(item.get("StorageEncrypted")),
        "storage_type": item.get("StorageType", ""),
        "vpc_security_group_ids": [
            each["VpcSecurityGroupId"] for each in item.get("VpcSecurityGroups") or ()
        ],
        "tags": tags(item.get("TagList")),
        **_scaling(item),
        **{attribute: item[key] for attribute, key in _WHEN_TOLD.items() if key in item},
    }


def _scaling(item: Item) -> dict[str, list[dict[str, Any]]]:
    """How a serverless cluster grows and shrinks: of the first generation, or of the second."""
    first, second = item.get("ScalingConfigurationInfo"), item.get("ServerlessV2ScalingConfiguration")
    return {
        "scaling_configuration": block(
            {
                "auto_pause": bool(first.get("AutoPause")),
                "min_capacity": first.get("MinCapacity", 0),
                "max_capacity": first.get("MaxCapacity", 0),
                "seconds_until_auto_pause": first.get("SecondsUntilAutoPause", 0),
                "seconds_before_timeout": first.get("SecondsBeforeTimeout", 0),
                "timeout_action": first.get("TimeoutAction", ""),
            }
            if first
            else None
        ),
        "serverlessv2_scaling_configuration": block(
            {
                "min_capacity": second.get("MinCapacity", 0),
                "max_capacity": second.get("MaxCapacity", 0),
                "seconds_until_auto_pause": second.get("SecondsUntilAutoPause", 0),
            }
            if second
            else None
        ),
    }


def _roles(_: Attributes, value: Any) -> Mapping[Atom, Any]:
    return {(arn,): arn for arn in value or ()}


TYPES = (
    ResourceType(
        name="aws_rds_cluster",
        listing=CLUSTERS,
        to_attributes=cluster,
        identity=lower("cluster_identifier", "id"),
        equal={
            "cluster_identifier": case_insensitive,
            "db_cluster_parameter_group_name": case_insensitive,
            "db_subnet_group_name": case_insensitive,
            "engine_version": same_engine_version,
            "kms_key_id": same_arn_or_name,
            "performance_insights_kms_key_id": same_arn_or_name,
            "preferred_backup_window": case_insensitive,
            "preferred_maintenance_window": case_insensitive,
            "replication_source_identifier": same_arn_or_name,
        },
        defaults={
            "database_insights_mode": ("standard",),
            "engine_lifecycle_support": ("open-source-rds-extended-support",),
            "engine_mode": ("provisioned",),
            "network_type": ("IPV4",),
            "scaling_configuration.seconds_before_timeout": (300,),
            "storage_type": ("aurora",),
        },
        ignored={"cluster_members": "its members are resources of their own, made after it"},
        observed=frozenset({"cluster_resource_id", "master_user_secret"}),
        collections=(Collection(attribute="iam_roles", atoms=_roles),),
        risks={
            "cluster_resource_id": MADE_ANEW,
            "backup_retention_period": risks.backup_reduced,
            "db_cluster_parameter_group_name": risks.changed(Severity.HIGH, "other settings of the engine"),
            "db_subnet_group_name": risks.network_moved,
            "deletion_protection": risks.deletion_protection_off,
            "enable_http_endpoint": risks.became_true(Severity.HIGH, "queries over HTTPS allowed"),
            "enabled_cloudwatch_logs_exports": risks.changed(Severity.HIGH, "other logs are kept"),
            "engine_version": engine_version_changed,
            "iam_database_authentication_enabled": risks.authentication_weakened,
            "iam_roles": risks.role_changed,
            "kms_key_id": risks.kms_key_changed,
            "master_user_secret": risks.changed(Severity.HIGH, "the password is kept elsewhere"),
            "storage_encrypted": risks.encryption_off,
            "vpc_security_group_ids": risks.network_moved,
        },
        missing=Severity.CRITICAL,
        owner=lambda item, _: tag_owner(all_tags(item.get("TagList"))),
    ),
)
