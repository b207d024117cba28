"""The roles that databases of RDS take on, for S3, Lambda or machine learning."""

from collections.abc import Iterable

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.rds_clusters import CLUSTERS
from driftmgr.providers.aws.rds_identity import OF_OTHER_SERVICES
from driftmgr.providers.aws.rds_instance_attributes import INSTANCES
from driftmgr.resources.listing import Item
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, Claim, ResourceType, Severity

_OF_INSTANCE, _OF_CLUSTER = "db_instance_identifier", "db_cluster_identifier"


def instance_roles(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each role of an instance."""
    return _roles(item, item["DBInstanceIdentifier"], _OF_INSTANCE)


def cluster_roles(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each role of a cluster."""
    return _roles(item, item["DBClusterIdentifier"], _OF_CLUSTER)


def _roles(item: Item, name: str, named: str) -> Iterable[Attributes]:
    for each in () if item["Engine"] in OF_OTHER_SERVICES else item.get("AssociatedRoles") or ():
        yield {
            "id": f"{name},{each['RoleArn']}",
            named: name,
            "role_arn": each["RoleArn"],
            "feature_name": each.get("FeatureName", ""),
        }


def _identity(attributes: Attributes) -> str:
    return f"{_database(attributes)},{attributes.get('role_arn')}"


def _database(attributes: Attributes) -> str:
    return str(attributes.get(_OF_INSTANCE) or attributes.get(_OF_CLUSTER) or "").lower()


_RISKS = {"feature_name": risks.role_changed}

TYPES = (
    ResourceType(
        name="aws_db_instance_role_association",
        listing=INSTANCES,
        to_attributes=instance_roles,
        identity=_identity,
        item_key=_database,
        risks=_RISKS,
        missing=Severity.MEDIUM,
        unmanaged=Severity.HIGH,
        parent=lambda attributes: ("aws_db_instance", _database(attributes)),
    ),
    ResourceType(
        name="aws_rds_cluster_role_association",
        listing=CLUSTERS,
        to_attributes=cluster_roles,
        identity=_identity,
        item_key=_database,
        claim=Claim(
            owner="aws_rds_cluster",
            owner_identity=_database,
            attribute=lambda _: "iam_roles",
            atoms=lambda attributes: frozenset({(attributes.get("role_arn"),)}),
        ),
        risks=_RISKS,
        missing=Severity.MEDIUM,
        unmanaged=Severity.HIGH,
        parent=lambda attributes: ("aws_rds_cluster", _database(attributes)),
    ),
)
