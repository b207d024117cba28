"""boto3 sessions that are ready sooner: a scan of a small state spends more time on starting than on reading.

botocore reads its descriptions of services (EC2's has 3 MB) with Python's JSON decoder into ordered dictionaries, looks
into each of its 400 folders of services for each kind of file, and reads every timestamp with a parser of any format.
It lets a session bring a loader and a parser of its own (`register_component`, `set_parser_defaults`).
"""

import gzip
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import boto3
    from botocore.loaders import Loader


def new_session(**options: Any) -> "boto3.Session":
    """A `boto3.Session` with its options. Raises what botocore raises."""
    import boto3
    import botocore.session

    session = botocore.session.get_session()
    session.register_component("data_loader", quick_loader(session.get_component("data_loader")))
    session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=read_timestamp)
    return boto3.Session(botocore_session=session, **options)


def read_timestamp(value: Any) -> datetime:
    """A timestamp of an answer: ISO 8601 in UTC by the standard library, everything else by botocore."""
    if isinstance(value, str) and value.endswith("Z"):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass  # a variant that only botocore reads
    from botocore.utils import parse_timestamp

    found: datetime = parse_timestamp(value)
    return found


def quick_loader(usual: "Loader") -> "Loader":
    """A loader that finds what the usual one finds: in AWS_DATA_PATH, ~/.aws/models and botocore's own data."""
    from botocore.loaders import Loader

    class FolderLoader(Loader):
        """A service is known when it has a folder; that a file is not in it is told when it is loaded."""

        def list_available_services(self, type_name: str) -> list[str]:
            paths = [path for path in map(Path, self.search_paths) if path.is_dir()]
            return sorted({folder.name for path in paths for folder in path.iterdir()})

    files: Any = ModelFiles()
    return FolderLoader(
        extra_search_paths=list(usual.search_paths), file_loader=files, include_default_search_paths=False
    )


class ModelFiles:
    """Reads data files: botocore's `file_loader`. Paths are without their extension."""

    def exists(self, file_path: str) -> bool:
        """Whether there is such a file."""
        return Path(f"{file_path}.json").is_file() or Path(f"{file_path}.json.gz").is_file()

    def load_file(self, file_path: str) -> Any:
        """What the file holds; None when there is none."""
        import msgspec

        try:
            data = Path(f"{file_path}.json").read_bytes()
        except FileNotFoundError:
            try:
                data = gzip.decompress(Path(f"{file_path}.json.gz").read_bytes())
            except FileNotFoundError:
                return None
        return msgspec.json.decode(data)
