"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from driftmgr.errors import InvalidInputError

if TYPE_CHECKING:
    from driftmgr.providers.aws.settings import Aws

F = TypeVar("F", bound=Callable[..., Any])


def aws_options(command: F) -> F:
    """Which AWS accounts and regions: --region, --account-role, --profile."""
    for option in (
        click.option(
            "--profile", metavar="NAME", help="Profile of the AWS configuration (else AWS_PROFILE)."
        ),
        click.option(
            "--account-role",
            "account_roles",
            metavar="ARN",
            multiple=True,
            help="Role to assume, one for each account to read. Repeatable.",
        ),
        click.option(
            "--region",
            "regions",
            metavar="REGION",
            multiple=True,
            help="Region to read; else those that the states name, or the environment's. Repeatable.",
        ),
    ):
        command = option(command)
    return command


def aws_settings(regions: tuple[str, ...], account_roles: tuple[str, ...], profile: str | None) -> "Aws":
    """What `aws_options` say, checked before anything is read. Raises InvalidInputError."""
    from driftmgr.providers.aws.settings import Aws

    aws = Aws(regions=regions, account_roles=account_roles, profile=profile)
    aws.check()
    return aws


def check_out(out: str | None) -> None:
    """Reading takes a while: say at once that what comes of it would have no place. Raises InvalidInputError."""
    if out is None:
        return
    place = Path(out)
    if place.is_dir():
        raise InvalidInputError(f"--out {out}: it is a directory; name a file in it")
    if not place.absolute().parent.is_dir():
        raise InvalidInputError(f"--out {out}: there is no folder {place.parent}; make it, or choose another")


def progress_option(command: F) -> F:
    """--quiet."""
    return click.option("--quiet", "-q", is_flag=True, help="No progress on stderr.")(command)


def output_options(formats: tuple[str, ...], default: str) -> Callable[[F], F]:
    """--output and --out."""

    def add(command: F) -> F:
        command = click.option(
            "--out", metavar="FILE", help="Write there, whole or not at all, and not to stdout."
        )(command)
        return click.option(
            "-o",
            "--output",
            "output",
            type=click.Choice(formats),
            default=default,
            show_default=True,
            help="Format.",
        )(command)

    return add
