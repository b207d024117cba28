"""Reading the packaged catalogues.

There is one data file per Terraform provider, named by the prefix of its resource types. A file is opened
at the first question about one of its types, and a type is decoded at the first question about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from driftmgr.resources.catalogue.encoding import decode_block
from driftmgr.resources.catalogue.models import Block

DATA_FILES = {"aws": "aws.json.gz"}
"""Prefix of the resource types, and the data file that describes them. A provider is one row."""

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Source:
    """Where a catalogue comes from: the provider release it describes and who owns the facts."""

    provider: str
    provider_version: str
    packages: tuple[str, ...]
    licence: str
    attribution: str


def schema_of(type_name: str) -> Block | None:
    """The attributes of a resource type such as `aws_s3_bucket`.

    None when the type is in no catalogue: nothing is known of its attributes then, which is not the same
    as having none.
    """
    return _decoded(type_name)


def type_names(prefix: str = "aws") -> tuple[str, ...]:
    """All resource types of one catalogue, in order."""
    return tuple(_raw_types(prefix))


def provider_version(prefix: str = "aws") -> str:
    """The provider release whose schema the catalogue holds. A state may be of an older or newer one."""
    return source(prefix).provider_version


@cache
def source(prefix: str = "aws") -> Source:
    """The origin and licence of one catalogue."""
    import msgspec

    return msgspec.json.decode(_raw_file(prefix)["source"], type=Source)


@lru_cache(maxsize=4096)
def _decoded(type_name: str) -> Block | None:
    import msgspec

    prefix = type_name.partition("_")[0]
    if prefix not in DATA_FILES:
        return None
    raw = _raw_types(prefix).get(type_name)
    return None if raw is None else decode_block(msgspec.json.decode(raw, type=dict[str, Any]))


@cache
def _raw_types(prefix: str) -> dict[str, Any]:
    """Type name to its undecoded JSON: cutting the file up costs a few ms, decoding all types a hundred."""
    import msgspec

    return msgspec.json.decode(_raw_file(prefix)["types"], type=dict[str, msgspec.Raw])


@cache
def _raw_file(prefix: str) -> dict[str, Any]:
    import gzip
    from importlib import resources

    import msgspec

    packed = resources.files("driftmgr.resources.catalogue").joinpath(DATA_FILES[prefix]).read_bytes()
    return msgspec.json.decode(gzip.decompress(packed), type=dict[str, msgspec.Raw])
