"""What a scan is asked."""

from pydantic import BaseModel, ConfigDict

from driftmgr.providers.aws.settings import Aws
from driftmgr.resources.listing import Mode


class ScanRequest(BaseModel):
    """One scan. Without `states`, those of the working directory: its backend block, else terraform.tfstate.

    `type_globs` select types ("aws_s3_*"); `filter` is a JMESPath expression; `ignore` are lines of an ignore file,
    in order; `unmanaged` False leaves out what no state records.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    states: tuple[str, ...] = ()
    directory: str = "."
    aws: Aws = Aws()
    mode: Mode = Mode.DEEP
    type_globs: tuple[str, ...] = ()
    filter: str = ""
    ignore_file: str | None = None
    ignore: tuple[str, ...] = ()
    unmanaged: bool = True
