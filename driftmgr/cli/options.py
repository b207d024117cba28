"""Options that several commands share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

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
            help="Region to read; else those that the states name. Repeatable.",
        ),
    ):
        command = option(command)
    return command


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
