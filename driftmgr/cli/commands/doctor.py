"""`driftmgr doctor`."""

import click

from driftmgr.cli.options import aws_options, aws_settings


@click.command("doctor")
@aws_options
@click.option(
    "--policy", is_flag=True, help="Print an IAM policy that allows exactly what a scan reads, and stop."
)
def command(
    regions: tuple[str, ...], account_roles: tuple[str, ...], profile: str | None, policy: bool
) -> int:
    """Say which credentials, regions, permissions and Terraform DriftMgr sees. Reads only.

    Exit code: 0 when a scan can run, 1 when it cannot, 3 when some types could not be read.
    """
    from driftmgr.cli.doctor import examine, reading_policy
    from driftmgr.cli.views import put

    if policy:
        put(reading_policy())
        return 0
    marks = {"ok": click.style("ok", fg="green"), "no": click.style("no", fg="red"), "--": "--"}
    worst = 0
    for finding in examine(aws_settings(regions, account_roles, profile)):
        click.echo(f"{marks[finding.mark]:>2}  {finding.subject:14} {finding.detail}")
        worst = finding.exit_code if finding.exit_code == 1 else worst or finding.exit_code
    return worst
