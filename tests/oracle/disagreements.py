"""Where DriftMgr's verdict differs from what Terraform's refresh shows, and why: (what it finds, the reason)."""

from tests.oracle.expected import Found

DISAGREEMENTS: dict[str, tuple[Found, str]] = {
    "iam/role-trust-equivalent": ({}, "the same trust in other words"),
    "iam/profile-role-removed": (
        {"aws_iam_instance_profile.ip": {"role"}},
        "the provider keeps the role of a profile that has none any more",
    ),
    "iam/policyattachment-added": (
        {"aws_iam_policy_attachment.pa": {"roles"}},
        "told once, by the attachment that is exclusive, and not by the role's mirror too",
    ),
    "vpc/vpc-cidr-disassociated": (
        {"aws_vpc_ipv4_cidr_block_association.extra": {"missing"}},
        "the provider still finds a block that is disassociated",
    ),
    "secrets_ssm/param-value": (
        {"aws_ssm_parameter.p": {"value"}},
        "the value tells; its version is no news",
    ),
    "secrets_ssm/param-type": (
        {"aws_ssm_parameter.list": {"type", "value"}},
        "the value tells; its version is no news",
    ),
    "secrets_ssm/param-secure-value": (
        {"aws_ssm_parameter.sec": {"version"}},
        "a secure value is never decrypted: its version tells that it was written",
    ),
    "ec2/volume-resized": (
        {"aws_ebs_volume.v": {"size"}},
        "told once, by the volume, and not by the instance that it is attached to",
    ),
    "ec2/volume-type": (
        {"aws_ebs_volume.v": {"type", "iops"}},
        "told once, by the volume, and not by the instance that it is attached to",
    ),
    "ec2/volume-tag": (
        {"aws_ebs_volume.v": {"tags"}},
        "told once, by the volume, and not by the instance that it is attached to",
    ),
}
