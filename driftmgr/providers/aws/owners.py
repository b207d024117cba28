"""Who made an object that no state records, where that was not a person.

"aws" is the platform itself; others are "TOOL:NAME". Told from tags that only AWS and its controllers write
(https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html: the prefix `aws:` is reserved), and from
reserved paths and names.
"""

import re
from collections.abc import Mapping
from typing import Final

PLATFORM: Final = "aws"

# In the order of who knows best: a stack that holds a cluster made its nodes' group, and the group made the node.
_TAG_OWNERS: Final[tuple[tuple[str, str], ...]] = (
    ("aws:cloudformation:stack-name", "cloudformation"),
    ("aws:servicecatalog:provisionedProductArn", "servicecatalog"),
    ("aws:elasticmapreduce:job-flow-id", "elasticmapreduce"),
    ("elasticbeanstalk:environment-name", "elasticbeanstalk"),
    ("aws:elasticbeanstalk:environment-name", "elasticbeanstalk"),
    ("eks:cluster-name", "eks"),
    ("aws:eks:cluster-name", "eks"),
    ("eks:eks-cluster-name", "eks"),
    ("eks:nodegroup-name", "eks"),
    ("elbv2.k8s.aws/cluster", "kubernetes"),
    ("KubernetesCluster", "kubernetes"),
    ("aws:autoscaling:groupName", "autoscaling"),
    ("aws:ec2spot:fleet-request-id", "spot-fleet"),
    ("aws:ec2:fleet-id", "ec2-fleet"),
    ("aws:ecs:clusterName", "ecs"),
    ("aws:ecs:serviceName", "ecs"),
    ("AWSBatchServiceTag", "batch"),
    ("aws:batch:compute-environment", "batch"),
    ("aws:backup:source-resource", "backup"),
    ("aws:dlm:lifecycle-policy-id", "dlm"),
    ("serverlessrepo:applicationId", "serverlessrepo"),
    ("aws:secretsmanager:owningService", PLATFORM),
)
_TAG_PREFIXES: Final[tuple[tuple[str, str], ...]] = (
    ("aws:servicecatalog:", "servicecatalog"),
    ("aws:elasticmapreduce:", "elasticmapreduce"),
    ("aws:ecs:", "ecs"),
    ("aws:cloud9:", "cloud9"),
    ("ebs.csi.aws.com/", "kubernetes"),
)
_CLUSTER_TAG: Final = re.compile(r"(?:kubernetes\.io|k8s\.io)/cluster/(?P<name>.+)")

# (beginning of a name, owner): what AWS's own services name so in every account.
_NAME_OWNERS: Final[tuple[tuple[str, str], ...]] = (
    ("aws-controltower-", "controltower"),
    ("AWSControlTower", "controltower"),
    ("StackSet-AWSControlTower", "controltower"),
    ("stacksets-exec-", "cloudformation:stacksets"),
    ("AWSCloudFormationStackSetExecutionRole", "cloudformation:stacksets"),
    ("StackSet-", "cloudformation:stacksets"),
)
_ROLE_PATHS: Final[tuple[tuple[str, str], ...]] = (
    ("/aws-service-role/", PLATFORM),
    ("/aws-reserved/sso.amazonaws.com/", "sso"),
    ("/aws-reserved/", PLATFORM),
)
_ORGANIZATIONS_ROLE: Final = "OrganizationAccountAccessRole"


def tag_owner(tags: Mapping[str, str]) -> str | None:
    """Who tagged an object as its own; None when nobody did. A key without a value names the tool alone."""
    for key, tool in _TAG_OWNERS:
        if key in tags:
            return tool if tool == PLATFORM else _named(tool, tags[key])
    for key in sorted(tags):
        cluster = _CLUSTER_TAG.fullmatch(key)
        # "shared" is written on networks that a cluster uses and did not make.
        if cluster and str(tags[key]).lower() != "shared":
            return _named("kubernetes", cluster["name"])
        for prefix, tool in _TAG_PREFIXES:
            if key.startswith(prefix):
                return tool
    return None


def role_owner(path: str, name: str) -> str | None:
    """Who made a role, an instance profile or a policy: by reserved paths, then by customary names.

    Nobody but AWS can create below the reserved paths. A name alone (AWSServiceRole..., AWSReservedSSO_...) proves
    nothing where the path would: anybody may call a role so, to have it overlooked.
    """
    for prefix, owner in _ROLE_PATHS:
        if path.startswith(prefix):
            return owner
    return "organizations" if name == _ORGANIZATIONS_ROLE else name_owner(name)


def name_owner(name: str) -> str | None:
    """Who made an object of any type, by the names that AWS's services give: Control Tower, StackSets."""
    return next((owner for prefix, owner in _NAME_OWNERS if name.startswith(prefix)), None)


def kms_owner(manager: str, alias: str = "") -> str | None:
    """Who holds a key: `KeyManager` of DescribeKey, or the name of an alias ("alias/aws/s3"); None for customers'."""
    return PLATFORM if manager == "AWS" or alias.startswith("alias/aws/") else None


def secret_owner(owning_service: str, name: str) -> str | None:
    """Who made a secret: `OwningService` of ListSecrets, or a reserved name (`rds!cluster-...`, `aws/...`)."""
    if owning_service:
        return _named(PLATFORM, owning_service)
    service = re.match(r"(?:aws/([a-z0-9-]+)|([a-z0-9-]+)!)", name)
    return _named(PLATFORM, service[1] or service[2]) if service else None


def _named(tool: str, name: str) -> str:
    return f"{tool}:{name}" if name else tool
