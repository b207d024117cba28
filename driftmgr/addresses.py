"""Addresses of resources and of provider configurations: parse, print, order.

The grammar of resource addresses is Terraform's
(https://developer.hashicorp.com/terraform/cli/state/resource-addressing): keys in quotes are HCL strings,
in which `"` and `\\` are escaped and a literal `${` is written `$${`. Nothing else in this code splits an
address on dots.
"""

import re
from dataclasses import dataclass
from functools import lru_cache, total_ordering
from typing import Final, NamedTuple, Self, TypeAlias

from driftmgr.errors import InvalidInputError

InstanceKey: TypeAlias = int | str | None
"""None for a single instance, an int under `count`, a str under `for_each`."""

DEFAULT_HOST: Final = "registry.terraform.io"
LEGACY_NAMESPACE: Final = "-"
"""The namespace Terraform gives to providers recorded before 0.13, when they had none."""


class ModuleStep(NamedTuple):
    """One call on the way to a module: `module.net["a"]`."""

    name: str
    key: InstanceKey = None


ModulePath: TypeAlias = tuple[ModuleStep, ...]
_SortKey: TypeAlias = tuple[int, int, str]

_NAME: Final = r'[^\s.\[\]"]+'
_KEY: Final = r'(?:\[(?:(\d{1,18})|"((?:[^"\\\n]|\\[^\n])*)")\])?'
_MODULE_STEP: Final = re.compile(rf"module\.({_NAME}){_KEY}(?:\.|$)")
_RESOURCE: Final = re.compile(rf"(?:(data|ephemeral)\.)?({_NAME})\.({_NAME}){_KEY}")
_PROVIDER: Final = re.compile(
    rf'provider(?:\["(?P<source>[^"]*)"\]|\.(?P<legacy>[^.\[\]"]+))(?:\.(?P<alias>{_NAME}))?{_KEY}'
)
_LEGACY_REFERENCE: Final = re.compile(r"([\w-]+)(?:\.([\w-]+))?")
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|([$%])\4\{", re.DOTALL)
_NEEDS_ESCAPE: Final = re.compile(r'["\\]|[$%](?=\{)|[^ -~]')
_NAMED_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_PRINTED_ESCAPES: Final = {character: f"\\{letter}" for letter, character in _NAMED_ESCAPES.items()}


def _unescape(match: re.Match[str]) -> str:
    short, long, letter, template = match.groups()
    if template:
        return f"{template}{{"
    if letter:
        if letter not in _NAMED_ESCAPES:
            raise InvalidInputError(f"\\{letter} is not an escape of HCL strings; write \\\\ for a backslash")
        return _NAMED_ESCAPES[letter]
    code = int(short or long, 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise InvalidInputError(f"{match[0]} is not a Unicode character")
    return chr(code)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character in "$%":
        return character * 2
    if character in _PRINTED_ESCAPES:
        return _PRINTED_ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _parse_key(number: str | None, quoted: str | None) -> InstanceKey:
    if number is not None:
        return int(number)
    return None if quoted is None else _ESCAPE.sub(_unescape, quoted)


def _print_key(key: InstanceKey) -> str:
    if key is None:
        return ""
    return f"[{key}]" if isinstance(key, int) else f'["{_NEEDS_ESCAPE.sub(_escape, key)}"]'


def _order_of_key(key: InstanceKey) -> _SortKey:
    if key is None:
        return 0, 0, ""
    return (1, key, "") if isinstance(key, int) else (2, 0, key)


def _parse_steps(text: str) -> tuple[ModulePath, int]:
    steps: list[ModuleStep] = []
    position = 0
    while match := _MODULE_STEP.match(text, position):
        steps.append(ModuleStep(match[1], _parse_key(match[2], match[3])))
        position = match.end()
    return tuple(steps), position


@lru_cache(maxsize=8192)
def parse_module(text: str) -> ModulePath:
    """The path in `module.net["a"].module.inner`; () for "", the root module. Equal texts share one object.

    Raises InvalidInputError.
    """
    steps, position = _parse_steps(text)
    if position != len(text) or text.endswith("."):
        raise InvalidInputError(f'{text!r} is not a module address such as module.net["a"].module.inner')
    return steps


@lru_cache(maxsize=8192)
def print_module(path: ModulePath) -> str:
    """`module.net["a"].module.inner`; "" for the root module."""
    return ".".join(f"module.{name}{_print_key(key)}" for name, key in path)


@lru_cache(maxsize=8192)
def _order_of_module(path: ModulePath) -> tuple[tuple[str, _SortKey], ...]:
    return tuple((name, _order_of_key(key)) for name, key in path)


@total_ordering
@dataclass(frozen=True, slots=True)
class ResourceAddress:
    """`module.net["a"].aws_subnet.private[0]`. `mode` is "managed", "data" or "ephemeral".

    Addresses are ordered by module path (a module before the modules in it), mode, type, name and key: no
    key before numbers, in numeric order, before texts.
    """

    module: ModulePath
    type: str
    name: str
    key: InstanceKey = None
    mode: str = "managed"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The address that `text` says. Raises InvalidInputError."""
        module, position = _parse_steps(text)
        match = _RESOURCE.fullmatch(text, position)
        if match is None:
            raise InvalidInputError(
                f"{text!r} is not a resource address such as module.net.aws_subnet.private[0]"
            )
        mode, type_, name, number, quoted = match.groups()
        return cls(module, type_, name, _parse_key(number, quoted), mode or "managed")

    def __str__(self) -> str:
        mode = "" if self.mode == "managed" else f"{self.mode}."
        module = f"{print_module(self.module)}." if self.module else ""
        return f"{module}{mode}{self.type}.{self.name}{_print_key(self.key)}"

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, ResourceAddress):
            return NotImplemented
        return self._order() < other._order()

    def _order(self) -> tuple[object, ...]:
        return _order_of_module(self.module), self.mode, self.type, self.name, _order_of_key(self.key)


@dataclass(frozen=True, slots=True)
class ProviderAddress:
    """A provider configuration: which provider, and which of its configurations (`module`, `alias`, `key`).

    Compare `type` to tell whether two are one provider: the same plug-in is
    `registry.terraform.io/hashicorp/aws`, `registry.opentofu.org/hashicorp/aws` and, in states older than
    0.13, `registry.terraform.io/-/aws`. `key` is set where OpenTofu's `for_each` makes several
    configurations of one alias.
    """

    host: str
    namespace: str
    type: str
    alias: str | None = None
    key: InstanceKey = None
    module: ModulePath = ()

    @classmethod
    def parse(cls, text: str, resource_type: str = "") -> "ProviderAddress":
        """A provider configuration as states of any age write it; the same text gives the same object.

        `provider["registry.terraform.io/hashicorp/aws"].alias["key"]`, `provider.aws.alias` (0.11, 0.12),
        both also behind a module path; `aws.alias` and "" (before), where "" means the prefix of
        `resource_type`. Raises InvalidInputError.
        """
        return _parse_provider(text, "" if text else resource_type)

    def __str__(self) -> str:
        module = f"{print_module(self.module)}." if self.module else ""
        alias = f".{self.alias}" if self.alias else ""
        return f'{module}provider["{self.host}/{self.namespace}/{self.type}"]{alias}{_print_key(self.key)}'


@lru_cache(maxsize=8192)
def _parse_provider(text: str, resource_type: str) -> ProviderAddress:
    if not text and resource_type:
        return _legacy(resource_type.partition("_")[0], None, None, ())
    module, position = _parse_steps(text)
    match = _PROVIDER.fullmatch(text, position)
    if match is None:
        match = _LEGACY_REFERENCE.fullmatch(text, position)
        if match is None or match[1] == "provider":
            raise InvalidInputError(
                f'{text!r} is not a provider address such as provider["{DEFAULT_HOST}/hashicorp/aws"]'
            )
        return _legacy(match[1], match[2], None, module)
    key = _parse_key(match[4], match[5])
    if match["source"] is None:
        return _legacy(match["legacy"].strip(), match["alias"], key, module)
    parts = match["source"].strip().split("/")
    if not all(parts) or len(parts) > 3:
        raise InvalidInputError(
            f"{match['source']!r} is not a provider source such as {DEFAULT_HOST}/hashicorp/aws"
        )
    host, namespace, type_ = [DEFAULT_HOST, "hashicorp"][: 3 - len(parts)] + parts
    return ProviderAddress(host, namespace, type_, match["alias"], key, module)


def _legacy(type_: str, alias: str | None, key: InstanceKey, module: ModulePath) -> ProviderAddress:
    if type_ == "terraform":
        return ProviderAddress("terraform.io", "builtin", type_, alias, key, module)
    return ProviderAddress(DEFAULT_HOST, LEGACY_NAMESPACE, type_, alias, key, module)
