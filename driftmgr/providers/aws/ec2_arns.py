"""ARNs of EC2's objects, and whose they are."""

from typing import Any

from driftmgr.providers.aws.shapes import partition
from driftmgr.resources.listing import Item
from driftmgr.resources.models import Scope


def ec2_arn(scope: Scope, kind: str, name: str) -> str:
    """The ARN of an object of EC2: `arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-1`.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
    """
    return f"arn:{partition(scope.region)}:ec2:{scope.region}:{scope.account}:{kind}/{name}"


def is_own(item: Item, scope: Scope) -> bool:
    """Whether the account owns an object: lists also tell about networks that others share with it.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html
    """
    owner: Any = item.get("OwnerId")
    return not owner or owner == scope.account


def identity(scope: Scope, kind: str, name: str) -> dict[str, Any]:
    """The attributes that nearly every EC2 object has: `id`, `arn`, `owner_id`."""
    return {"id": name, "arn": ec2_arn(scope, kind, name), "owner_id": scope.account}
