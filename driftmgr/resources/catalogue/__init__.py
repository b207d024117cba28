"""The attribute catalogue: what a provider's schema says of every resource type, without the provider.

    >>> from driftmgr.resources.catalogue import schema_of
    >>> schema_of("aws_sqs_queue")["arn"].computed_only
    True

The data is extracted from published packages by `python -m driftmgr.resources.catalogue.extract`; its
origin and licence are in the file itself (`source()`) and in the NOTICE beside it.
"""

from driftmgr.resources.catalogue.models import Attribute, Block, Kind, PrimitiveKind
from driftmgr.resources.catalogue.reader import Source, provider_version, schema_of, source, type_names

__all__ = [
    "Attribute",
    "Block",
    "Kind",
    "PrimitiveKind",
    "Source",
    "provider_version",
    "schema_of",
    "source",
    "type_names",
]
