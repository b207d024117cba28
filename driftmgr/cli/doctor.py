"""What a scan would find to work with: credentials, regions, permissions, Terraform, states."""

import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from driftmgr.errors import DriftMgrError
from driftmgr.providers.aws.permissions import actions_of
from driftmgr.providers.aws.reader import Request, read_account
from driftmgr.providers.aws.registry import aws_types
from driftmgr.providers.aws.settings import Account, Aws
from driftmgr.resources.listing import Mode
from driftmgr.states.discover import backend_of


@dataclass(frozen=True)
class Finding:
    """One line: "ok", "no" or "--" (absent, and not needed)."""

    mark: Literal["ok", "no", "--"]
    subject: str
    detail: str
    exit_code: int = 0


def examine(aws: Aws) -> Iterator[Finding]:
    """Look at everything a scan needs; a finding for each."""
    yield from _terraform()
    yield _state()
    try:
        accounts = aws.accounts()
    except DriftMgrError as error:
        yield Finding("no", "credentials", str(error), 1)
        return
    regions = aws.regions or (aws.home_region(),)
    for account in accounts:
        yield Finding("ok", "credentials", f"AWS account {account.number}, partition {account.partition}")
        yield from _permissions(account, regions, aws.workers)


def _permissions(account: Account, regions: tuple[str, ...], workers: int) -> Iterator[Finding]:
    """Run every list call once: what is refused here would be unread in a scan."""
    types = tuple(set(aws_types().values()))
    with ThreadPoolExecutor(workers) as pool:
        inventory = read_account(account, Request(types, regions, {}, Mode.QUICK), pool)
    listings = {t.listing for t in types}
    yield Finding(
        "ok", "regions", f"{', '.join(regions)} ({len(inventory.objects)} objects of {len(types)} types)"
    )
    reasons: dict[str, list[str]] = {}
    for unread in inventory.unread:
        reasons.setdefault(f"{unread.scope.region}: {unread.reason}", []).append(unread.type)
    for reason, names in sorted(reasons.items()):
        yield Finding("no", "permissions", f"{reason} (for {', '.join(sorted(names))})", 3)
    if not reasons:
        yield Finding(
            "ok",
            "permissions",
            f"all {len(listings)} list calls were answered; `--policy` prints what a scan needs",
        )


def _terraform() -> Iterator[Finding]:
    for name in ("terraform", "tofu"):
        path = shutil.which(name)
        if path is None:
            yield Finding("--", name, "not on PATH (a scan does not need it)")
            continue
        try:
            run = subprocess.run([path, "version", "-json"], capture_output=True, timeout=20, check=False)
            version = msgspec.json.decode(run.stdout, type=dict[str, object]).get(
                "terraform_version", "of unknown version"
            )
        except (OSError, subprocess.TimeoutExpired, msgspec.DecodeError):
            version = "that does not answer `version -json`"
        yield Finding("ok", name, f"{version} at {path}")


def _state() -> Finding:
    try:
        uris = ", ".join(source.uri for source in backend_of(Path()).sources())
    except DriftMgrError as error:
        return Finding("--", "state", str(error))
    return Finding("ok", "state", uris)


def reading_policy() -> str:
    """An IAM policy document that allows exactly the calls of a deep scan."""
    actions = actions_of({t.listing for t in aws_types().values()})
    statement = {"Sid": "DriftMgrReads", "Effect": "Allow", "Action": list(actions), "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"
