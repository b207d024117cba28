"""Compares what is recorded of one object with what is live, attribute by attribute.

Terraform compares its own refreshed values; these rules make recorded values and API answers comparable:
null, "", 0, false, [] and {} are one value (Terraform's legacy SDK writes them alike); numbers and booleans may be
text; sets have no order; a live value that is the type's known default equals an unset one; everything special about
a type is in its declaration (`ResourceType`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from driftmgr.drift.blank import blank, both_blank, canonical, same_scalar
from driftmgr.resources.catalogue import Attribute, Block, schema_of
from driftmgr.resources.types import Attributes, Equivalence, ResourceType

NEVER_COMPARED: Final = frozenset(
    [
        "id",
        "tags_all",
        "timeouts",
        "force_destroy",
        "force_delete",
        "force_detach_policies",
        "revoke_rules_on_delete",
        "skip_final_snapshot",
        "final_snapshot_identifier",
        "skip_destroy",
        "apply_immediately",
        "allow_major_version_upgrade",
        "deletion_window_in_days",
        "recovery_window_in_days",
        "force_overwrite_replica_secret",
        "overwrite",
        "allow_overwrite",
        "publish",
        "filename",
        "retain_on_delete",
        "user_data_replace_on_change",
        "get_password_data",
        "pgp_key",
        "delete_automated_backups",
        "snapshot_identifier",
        "source_region",
        "wait_for_capacity_timeout",
        "wait_for_elb_capacity",
        "min_elb_capacity",
        "wait_for_fulfillment",
        "wait_for_steady_state",
        "wait_for_deployment",
        "force_new_deployment",
        "enforce_security_group_inbound_rules",
    ]
)
"""Attributes that steer the provider and that no API returns; `id` and `tags_all` repeat what is compared elsewhere
(https://registry.terraform.io/providers/hashicorp/aws, "Argument Reference" of each)."""

_ABSENT: Final = object()

Difference = tuple[str, Any, Any]
"""(dotted path, recorded, live)."""


def differences(resource_type: ResourceType, recorded: Attributes, actual: Attributes) -> list[Difference]:
    """Every attribute that both sides know and that differs. Attributes that `actual` lacks were not read."""
    return comparison_of(resource_type).differences(recorded, actual)


def walk(resource_type: ResourceType, name: str, was: Any, live: Any) -> list[Difference]:
    """The differences within one attribute, by the type's rules."""
    plan = comparison_of(resource_type)
    return list(plan.walk(name, name, plan.schema.get(name), was, live))


@lru_cache(maxsize=4096)
def comparison_of(resource_type: ResourceType) -> "Comparison":
    """The rules of a type, with its catalogue entry; made once."""
    return Comparison(resource_type, schema_of(resource_type.name) or {})


class Comparison:
    """The comparison of one type. `path` is with indices and for people; `pattern` is without, and keys the rules."""

    def __init__(self, resource_type: ResourceType, schema: Block) -> None:
        self.schema = schema
        self._equal: Mapping[str, Equivalence] = resource_type.equal
        self._defaults = resource_type.defaults
        self._ignored = resource_type.ignored
        self._unordered, self._ordered = resource_type.unordered, resource_type.ordered
        owned = {collection.attribute for collection in resource_type.collections}
        self.left_out = (
            NEVER_COMPARED
            | {"tags"}
            | owned
            | resource_type.ignored.keys()
            | {name for name, a in schema.items() if a.computed_only and name not in resource_type.observed}
            | {name for name in schema if name.endswith(("_wo", "_wo_version", "_prefix"))}
        )

    def differences(self, recorded: Attributes, actual: Attributes) -> list[Difference]:
        """Every attribute that both sides know and that differs."""
        found: list[Difference] = []
        for name, live in actual.items():
            was = recorded.get(name, live)
            if was != live and (was or live) and name not in self.left_out:
                found.extend(self.walk(name, name, self.schema.get(name), was, live))
        if "tags" in actual and ("tags" in recorded or "tags_all" in recorded):
            # Live tags are the resource's own and the provider's default tags, as `tags_all` is.
            was, live = recorded.get("tags_all") or recorded.get("tags") or {}, actual["tags"]
            if was != live:
                found.extend(self._map("tags", was, live))
        return found

    def walk(
        self, path: str, pattern: str, schema: Attribute | None, was: Any, live: Any
    ) -> Iterator[Difference]:
        """The differences at and below a path."""
        if was == live or pattern in self._ignored:
            return
        equal = self._equal.get(pattern)
        in_order = not (isinstance(was, list) and isinstance(live, list) and self._is_set(pattern, schema))
        if equal is not None and in_order:
            if not equal(was, live) and not both_blank(was, live):
                yield path, was, live
            return
        found = list(self._within(path, pattern, schema, was, live))
        if found and not self._both_unset(pattern, schema, was, live):
            yield from found

    def _within(
        self, path: str, pattern: str, schema: Attribute | None, was: Any, live: Any
    ) -> Iterator[Difference]:
        if schema is not None and schema.kind == "map":
            yield from self._map(path, was or {}, live or {})
        elif isinstance(was, list) or isinstance(live, list):
            yield from self._sequence(path, pattern, schema, _listed(was), _listed(live))
        elif isinstance(was, Mapping) and isinstance(live, Mapping):
            yield from self._nested(path, pattern, _block(schema), was, live)
        elif not same_scalar(was, live, schema.kind if schema else "any"):
            yield path, was, live

    def same(self, pattern: str, schema: Attribute | None, was: Any, live: Any) -> bool:
        """Whether two values mean the same."""
        return next(self.walk(pattern, pattern, schema, was, live), None) is None

    @staticmethod
    def _map(path: str, was: Mapping[str, Any], live: Mapping[str, Any]) -> Iterator[Difference]:
        for key in sorted({*was, *live}):
            before, after = was.get(key), live.get(key)
            if before != after and not (key in was and key in live and same_scalar(before, after, "string")):
                yield f"{path}.{key}", before, after

    def _nested(
        self, path: str, pattern: str, block: Block, was: Mapping[str, Any], live: Mapping[str, Any]
    ) -> Iterator[Difference]:
        for name, value in live.items():
            if name in was:
                yield from self.walk(f"{path}.{name}", f"{pattern}.{name}", block.get(name), was[name], value)

    def _sequence(
        self, path: str, pattern: str, schema: Attribute | None, was: Sequence[Any], live: Sequence[Any]
    ) -> Iterator[Difference]:
        if self._is_set(pattern, schema):
            if not self._same_set(pattern, schema, was, live):
                yield path, list(was), list(live)
        elif len(was) != len(live):
            yield path, list(was), list(live)
        else:
            for index, (before, after) in enumerate(zip(was, live, strict=True)):
                yield from self.walk(f"{path}.{index}", pattern, _element(schema), before, after)

    def _is_set(self, pattern: str, schema: Attribute | None) -> bool:
        if pattern in self._ordered:
            return False
        return pattern in self._unordered or (schema is not None and schema.kind == "set")

    def _same_set(
        self, pattern: str, schema: Attribute | None, was: Sequence[Any], live: Sequence[Any]
    ) -> bool:
        """Multiset equality: by hash first, and what is left over element by element."""
        if len(was) != len(live):
            return False
        left: dict[Any, list[Any]] = {}
        for element in was:
            left.setdefault(canonical(element), []).append(element)
        rest = []
        for element in live:
            same = left.get(canonical(element))
            if same:
                same.pop()
            else:
                rest.append(element)
        over = [element for elements in left.values() for element in elements]
        for element in rest:
            match = next((o for o in over if self.same(pattern, _element(schema), o, element)), _ABSENT)
            if match is _ABSENT:
                return False
            over.remove(match)
        return True

    def _both_unset(self, pattern: str, schema: Attribute | None, was: Any, live: Any) -> bool:
        if not (self._unset(pattern, was, schema) and self._unset(pattern, live, schema)):
            return False
        return both_blank(was, live) or not (blank(was) and blank(live))

    def _unset(self, pattern: str, value: Any, schema: Attribute | None) -> bool:
        """Whether a value says no more than that nothing is set: empty, or the default that the API fills in."""
        if blank(value) or value in self._defaults.get(pattern, ()):
            return True
        if isinstance(value, list):
            return bool(_block(schema)) and all(
                self._unset(pattern, element, _element(schema)) for element in value
            )
        if isinstance(value, Mapping) and (schema is None or schema.kind != "map"):
            block = _block(schema)
            return all(self._unset(f"{pattern}.{name}", v, block.get(name)) for name, v in value.items())
        return False


def _listed(value: Any) -> Sequence[Any]:
    if value is None or value == "":
        return ()
    return value if isinstance(value, list) else [value]


def _block(schema: Attribute | None) -> Block:
    return schema.element if schema is not None and isinstance(schema.element, Mapping) else {}


def _element(schema: Attribute | None) -> Attribute | None:
    """The schema of a list's or set's elements: a single block, or a primitive. Made once for each schema."""
    known = _ELEMENTS.get(id(schema))
    if known is None:
        # With the schema itself, so that it lives on and no other ever has its id.
        known = _ELEMENTS[id(schema)] = (schema, _made_element(schema))
    return known[1]


_ELEMENTS: Final[dict[int, tuple[Attribute | None, Attribute | None]]] = {}


def _made_element(schema: Attribute | None) -> Attribute | None:
    if schema is None or schema.kind not in ("list", "set") or schema.element is None:
        return schema
    if isinstance(schema.element, Mapping):
        return replace(schema, kind="single")
    return replace(schema, kind=schema.element, element=None)
