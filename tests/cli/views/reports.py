"""Sample reports for the tests of all views."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from driftmgr.drift.models import (
    AttributeChange,
    Coverage,
    DriftKind,
    DriftReport,
    ResourceDrift,
    ScannedState,
    ScopeCoverage,
    Summary,
    UnreadGroup,
)
from driftmgr.resources.listing import Mode
from driftmgr.resources.types import Severity

ACCOUNT = "123456789012"
STARTED = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)

SSH_RULE = {
    "cidr_blocks": ["0.0.0.0/0"],
    "description": "",
    "from_port": 22,
    "ipv6_cidr_blocks": [],
    "protocol": "tcp",
    "self": False,
    "to_port": 22,
}


def policy(*statements: dict[str, Any]) -> str:
    """A policy document as a provider writes it: one line of JSON."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


READ = {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::assets/*"}
WRITE = {"Sid": "Write", "Effect": "Allow", "Action": ["s3:PutObject"], "Resource": "*", "Principal": "*"}


def drift(kind: DriftKind, severity: Severity, address: str, **fields: Any) -> ResourceDrift:
    """One finding in the usual place; the type is the address's own where it is not given."""
    base = {
        "type": address.split(".", maxsplit=1)[0] if address else "aws_instance",
        "provider": "aws",
        "account": ACCOUNT,
        "region": "us-east-1",
        "id": "id-1",
        "state": "" if kind is DriftKind.UNMANAGED else "network.tfstate",
    }
    return ResourceDrift(kind=kind, severity=severity, address=address, **{**base, **fields})


def report(
    *drifts: ResourceDrift, unread: tuple[UnreadGroup, ...] = (), in_sync: int = 10, **fields: Any
) -> DriftReport:
    """A report whose counts fit its findings."""
    count = {kind: sum(drift.kind is kind for drift in drifts) for kind in DriftKind}
    verified = in_sync + count[DriftKind.CHANGED] + count[DriftKind.MISSING]
    recorded = verified + sum(group.recorded for group in unread)
    platform = fields.pop("platform", ())
    base = {
        "scan_id": "scan-1",
        "started_at": STARTED,
        "finished_at": STARTED + timedelta(seconds=2.1),
        "states": (ScannedState(uri="network.tfstate", lineage="l-1", serial=7),),
        "coverage": Coverage(
            verified=verified,
            recorded=recorded,
            scopes=(ScopeCoverage(provider="aws", account=ACCOUNT, region="us-east-1", calls=41),),
        ),
    }
    return DriftReport(
        **{**base, **fields},
        summary=Summary(
            recorded=recorded,
            in_sync=in_sync,
            changed=count[DriftKind.CHANGED],
            missing=count[DriftKind.MISSING],
            unmanaged=count[DriftKind.UNMANAGED],
            unread=recorded - verified,
            platform=len(platform),
            by_severity={severity: sum(d.severity is severity for d in drifts) for severity in Severity},
        ),
        resource_drift=drifts,
        unread=unread,
        platform=platform,
    )


def with_value(before: Any, after: Any, *, path: str = "description") -> DriftReport:
    """One changed attribute."""
    change = AttributeChange(path=path, before=before, after=after)
    return report(drift(DriftKind.CHANGED, Severity.MEDIUM, "aws_sqs_queue.jobs", changes=(change,)))


def unread_group(
    reason: str, recorded: int = 3, kind: str = "aws_iam_role", region: str = "global"
) -> UnreadGroup:
    """Recorded instances that nothing is known about."""
    addresses = tuple(f"{kind}.r{number}" for number in range(recorded))
    return UnreadGroup(
        provider="aws",
        account=ACCOUNT,
        region=region,
        type=kind,
        reason=reason,
        recorded=recorded,
        addresses=addresses,
    )


def in_sync() -> DriftReport:
    """Nothing differs."""
    return report(in_sync=14)


def all_unread() -> DriftReport:
    """Nothing could be read."""
    return report(
        unread=(
            unread_group("AccessDenied: not authorized to perform iam:ListRoles"),
            unread_group("AccessDenied: not authorized to perform iam:ListRoles", 1, "aws_iam_policy"),
            unread_group("ThrottlingException: Rate exceeded", 2, "aws_sqs_queue", "eu-west-1"),
        ),
        in_sync=0,
    )


def every_kind() -> DriftReport:
    """All kinds, several regions and states, secrets, brackets, Unicode, a policy, platform objects."""
    long_policy = policy(
        *({**READ, "Sid": f"Read{n}", "Resource": f"arn:aws:s3:::bucket-{n}/*"} for n in range(40))
    )
    widened = policy(
        *({**READ, "Sid": f"Read{n}", "Resource": f"arn:aws:s3:::bucket-{n}/*"} for n in range(40)), WRITE
    )
    return report(
        drift(
            DriftKind.CHANGED,
            Severity.CRITICAL,
            "aws_security_group.web",
            id="sg-0a1b2c3d",
            changes=(
                AttributeChange(
                    path="ingress",
                    before=[],
                    after=[SSH_RULE],
                    severity=Severity.CRITICAL,
                    reason="SSH (22) opened to the internet",
                ),
                AttributeChange(
                    path="tags.Team",
                    before="[bold]web[/bold]",
                    after="wëb \u202ename 🚀",
                    severity=Severity.LOW,
                ),
            ),
            attribution="arn:aws:iam::123456789012:user/eve, 2025-03-04 04:00 UTC",
        ),
        drift(
            DriftKind.CHANGED,
            Severity.HIGH,
            'module.data["a|b"].aws_s3_bucket_policy.assets[0]',
            type="aws_s3_bucket_policy",
            id="assets",
            changes=(
                AttributeChange(path="policy", before=long_policy, after=widened, severity=Severity.HIGH),
            ),
        ),
        drift(
            DriftKind.CHANGED,
            Severity.MEDIUM,
            "aws_db_instance.main",
            id="main",
            region="eu-west-1",
            state="data.tfstate",
            in_flight=True,
            changes=(
                AttributeChange(
                    path="password",
                    before="(sensitive value) aaaaaaaaaaaa",
                    after="(sensitive value) bbbbbbbbbbbb",
                    sensitive=True,
                ),
                AttributeChange(
                    path="engine_version", before="14.1", after="14.2", computed=True, severity=Severity.LOW
                ),
            ),
        ),
        drift(
            DriftKind.MISSING,
            Severity.HIGH,
            "aws_instance.worker[2]",
            id="i-0dead",
            status="tainted",
            reason="deleted",
        ),
        drift(DriftKind.UNMANAGED, Severity.MEDIUM, "", id="i-0beef", owner="autoscaling:blue"),
        drift(
            DriftKind.UNMANAGED,
            Severity.LOW,
            "",
            type="aws_s3_bucket",
            id="shadow-bucket",
            region="eu-west-1",
        ),
        unread=(unread_group("AccessDenied: not authorized to perform iam:ListRoles"),),
        states=(
            ScannedState(uri="network.tfstate", lineage="l-1", serial=7),
            ScannedState(uri="s3://states/data.tfstate", lineage="l-2", serial=42, in_flight=True),
        ),
        platform=(
            drift(
                DriftKind.UNMANAGED,
                Severity.INFO,
                "",
                type="aws_iam_role",
                id="AWSServiceRoleForX",
                owner="aws",
            ),
        ),
    )


def quick() -> DriftReport:
    """A scan that looked at existence alone."""
    return report(in_sync=14, mode=Mode.QUICK)


def many(number: int) -> DriftReport:
    """Findings in plenty, every severity but info in equal parts."""
    severities = [Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW]
    change = AttributeChange(path="tags.Team", before="web", after="data", reason="a tag was changed")
    return report(
        *(
            drift(
                list(DriftKind)[n % 3],
                severities[n % 4],
                "" if n % 3 == 2 else f"module.app[{n}].aws_instance.node",
                type="aws_instance",
                id=f"i-{n:017x}",
                region=("us-east-1", "eu-west-1")[n % 2],
                changes=(change,) if n % 3 == 0 else (),
            )
            for n in range(number)
        )
    )


ALL = (in_sync, every_kind, all_unread, quick)
