"""Database instances of RDS: those that stand alone, and the members of Aurora clusters."""

from typing import Any

from driftmgr.drift.equivalence import case_insensitive, same_arn_or_name, same_engine_version
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.rds_identity import lower
from driftmgr.providers.aws.rds_instance_attributes import INSTANCES, cluster_instance, db_instance
from driftmgr.providers.aws.recorded import where_recorded
from driftmgr.providers.aws.shapes import all_tags
from driftmgr.resources.listing import Item
from driftmgr.resources.types import Attributes, ResourceType, Severity, Verdict


def engine_version_changed(before: Any, after: Any) -> Verdict:
    """A minor version is what RDS upgrades by itself; another major version is somebody's doing."""
    was, is_ = (str(version or "").split(".") for version in (before, after))
    # Of a version of two numbers the first is the major one (PostgreSQL since 10); of more, two are (MySQL, MariaDB).
    major = 1 if len(is_) <= 2 else 2
    if was[:major] == is_[:major]:
        return Severity.LOW, "another minor version, as automatic upgrades bring"
    return Severity.MEDIUM, "another major version"


_EQUAL = {
    "engine_version": same_engine_version,
    "db_subnet_group_name": case_insensitive,
    "performance_insights_kms_key_id": same_arn_or_name,
    "kms_key_id": same_arn_or_name,
}
MADE_ANEW = risks.changed(Severity.HIGH, "deleted and made anew under its old name")
"""RDS gives an instance or cluster an id for life, which a snapshot that is restored under the old name has not."""

_RISKS = {
    "publicly_accessible": risks.publicly_accessible,
    "storage_encrypted": risks.encryption_off,
    "kms_key_id": risks.kms_key_changed,
    "instance_class": risks.capacity_changed,
    "availability_zone": risks.changed(Severity.LOW, "in another zone, as after a failover"),
    "engine_version": engine_version_changed,
    "monitoring_interval": risks.changed(Severity.LOW, "monitored at another pace"),
    "db_subnet_group_name": risks.network_moved,
}


def _owner(item: Item, attributes: Attributes) -> str | None:
    if item["DBInstanceIdentifier"].startswith("application-autoscaling-"):
        return "autoscaling"
    made = tag_owner(all_tags(item.get("TagList")))
    # The members of a Multi-AZ cluster are the cluster's own; those of Aurora are made one by one.
    cluster = item.get("DBClusterIdentifier")
    return made or (f"rds:{cluster}" if cluster and not item["Engine"].startswith("aurora") else None)


TYPES = (
    ResourceType(
        name="aws_db_instance",
        listing=INSTANCES,
        to_attributes=db_instance,
        identity=lower("identifier", "id"),
        equal={
            **_EQUAL,
            "identifier": case_insensitive,
            "backup_window": case_insensitive,
            "maintenance_window": case_insensitive,
            "option_group_name": case_insensitive,
            "parameter_group_name": case_insensitive,
            "replicate_source_db": same_arn_or_name,
            # The provider never reads it back: without a key of one's own it is the account's.
            "master_user_secret_kms_key_id": where_recorded(same_arn_or_name),
        },
        defaults={
            "backup_target": ("region",),
            "database_insights_mode": ("standard",),
            "network_type": ("IPV4",),
            "engine_lifecycle_support": ("open-source-rds-extended-support",),
        },
        observed=frozenset({"master_user_secret", "resource_id"}),
        risks={
            **_RISKS,
            "resource_id": MADE_ANEW,
            "master_user_secret": risks.changed(Severity.HIGH, "the password is kept elsewhere"),
            "allocated_storage": risks.capacity_changed,
            "backup_retention_period": risks.backup_reduced,
            "deletion_protection": risks.deletion_protection_off,
            "iam_database_authentication_enabled": risks.authentication_weakened,
            "multi_az": risks.became_false(Severity.HIGH, "no longer in two zones", "in two zones"),
            "parameter_group_name": risks.changed(Severity.HIGH, "other settings of the engine"),
            "vpc_security_group_ids": risks.network_moved,
            "enabled_cloudwatch_logs_exports": risks.changed(Severity.HIGH, "other logs are kept"),
        },
        missing=Severity.CRITICAL,
        owner=_owner,
    ),
    ResourceType(
        name="aws_rds_cluster_instance",
        listing=INSTANCES,
        to_attributes=cluster_instance,
        identity=lower("identifier", "id"),
        equal={
            **_EQUAL,
            "identifier": case_insensitive,
            "cluster_identifier": case_insensitive,
            "db_parameter_group_name": case_insensitive,
            "preferred_maintenance_window": case_insensitive,
        },
        observed=frozenset({"dbi_resource_id"}),
        risks={**_RISKS, "dbi_resource_id": MADE_ANEW},
        owner=_owner,
        parent=lambda attributes: ("aws_rds_cluster", str(attributes["cluster_identifier"])),
    ),
)
