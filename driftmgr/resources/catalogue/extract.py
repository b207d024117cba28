"""Making the attribute catalogue: `python -m driftmgr.resources.catalogue.extract`.

Downloads the packages of each `Origin` with pip into a temporary folder, reads them there without
installing or running anything of theirs, and writes the data files and the NOTICE of this package. The
same packages give the same files.
"""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from driftmgr.resources.catalogue.encoding import encode_block
from driftmgr.resources.catalogue.generator import provider_version, resource_types
from driftmgr.resources.catalogue.models import Block
from driftmgr.resources.catalogue.reader import DATA_FILES
from driftmgr.resources.catalogue.sensitive import Exceptions, secret_outputs, with_sensitive


@dataclass(frozen=True, slots=True)
class Package:
    """A published package at one version."""

    name: str
    version: str
    licence: str

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({self.licence})"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one provider's catalogue comes from: `schema` for types and flags, `secrets` for `sensitive`."""

    prefix: str
    provider: str
    schema: Package
    secrets: Package
    exceptions: Exceptions = field(default_factory=Exceptions)


ORIGINS = (
    Origin(
        prefix="aws",
        provider="hashicorp/aws",
        schema=Package("cdktn-provider-aws", "25.8.1", "MPL-2.0"),
        secrets=Package("pulumi-aws", "7.51.1", "Apache-2.0"),
        exceptions=Exceptions(
            secret=(
                "aws_acmpca_certificate.certificate_signing_request",
                "aws_acmpca_certificate_authority_certificate.certificate",
                "aws_acmpca_certificate_authority_certificate.certificate_chain",
                "aws_appconfig_configuration_profile.validator.content",
                "aws_bedrockagentcore_evaluator.*.instructions",
                "aws_bedrockagentcore_harness.system_prompt.text",
                "aws_bedrockagentcore_harness.tool.config.inline_function.input_schema",
                "aws_bedrockagentcore_harness.tool.config.remote_mcp.headers",
                "aws_bedrockagentcore_harness.tool.config.remote_mcp.url",
                "aws_bedrockagentcore_oauth2_credential_provider.*.client_id",
                "aws_bedrockagentcore_oauth2_credential_provider.*.client_id_wo",
                "aws_cloudfront_function.code",
                "aws_cloudfront_public_key.encoded_key",
                "aws_cloudwatch_event_connection.auth_parameters.*.value",
                "aws_codebuild_project.*.auth.resource",
                "aws_dms_endpoint.oracle_settings.security_db_encryption",
                "aws_elasticsearch_domain_saml_options.saml_options.master_user_name",
                "aws_glue_connection.*.authorization_code",
                "aws_glue_connection.*.jwt_token",
                "aws_glue_connection.*.token_url_parameters_map",
                "aws_kinesis_firehose_delivery_stream.http_endpoint_configuration.access_key",
                "aws_kinesis_firehose_delivery_stream.splunk_configuration.hec_token",
                "aws_opensearch_domain_saml_options.saml_options.master_user_name",
                "aws_ssm_maintenance_window_task.*.lambda_parameters.payload",
                "aws_ssm_maintenance_window_task.*.step_functions_parameters.input",
            ),
            public=(
                "aws_appmesh_*.tls.certificate.file.private_key",  # the name of a file
                "aws_cognito_*user_pool_client.token_validity_units.*",  # a unit of time
            ),
        ),
    ),
)
"""The catalogues that are made. Both packages of a row should be of about the same provider release.

The `exceptions.secret` of aws are what its schema (releases 3.39 and 6.55) flags beyond Pulumi's list.
"""

ATTRIBUTION = (
    "Names, types and flags of attributes, extracted from packages that are generated from the schema of the "
    "Terraform provider {provider}, which is distributed under the Mozilla Public License 2.0."
)
LICENCE = "MPL-2.0"


def read_types(wheel: Path) -> tuple[str, dict[str, Block]]:
    """The provider release and the resource types in a CDK Terrain provider wheel.

    Raises ValueError when the wheel is not of the generator's form.
    """
    version = None
    types: dict[str, Block] = {}
    for scripts in _folders(wheel):
        version = version or next(filter(None, map(provider_version, scripts)), None)
        types.update(resource_types(scripts))
    if version is None or not types:
        raise ValueError(f"{wheel.name} holds no generated resources")
    return version, types


def _folders(wheel: Path) -> Iterator[list[str]]:
    """The scripts of each folder under `lib`, sub-folders included: a resource type has a folder."""
    folders: dict[str, list[str]] = {}
    with zipfile.ZipFile(wheel) as outer:
        inner = next((name for name in outer.namelist() if name.endswith(".jsii.tgz")), None)
        if inner is None:
            raise ValueError(f"{wheel.name} has no jsii archive")
        with tarfile.open(fileobj=io.BytesIO(outer.read(inner)), mode="r:gz") as archive:
            for member in archive:
                parts = PurePosixPath(member.name).parts
                file = archive.extractfile(member) if len(parts) > 3 and member.name.endswith(".js") else None
                if file is not None:
                    # The source map behind the script is as long as the script and holds it once more.
                    script, _, _ = file.read().decode().partition("\n//# sourceMappingURL")
                    folders.setdefault(parts[2], []).append(script)
    return iter(folders.values())


def read_modules(wheel: Path) -> Iterator[str]:
    """The Python modules in a wheel, as text."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(".py"):
                yield archive.read(name).decode()


def catalogue_bytes(origin: Origin, version: str, types: Mapping[str, Block]) -> bytes:
    """The data file: compressed JSON with `source` (see `reader.Source`) and `types`."""
    document = {
        "source": {
            "provider": origin.provider,
            "provider_version": version,
            "packages": [str(origin.schema), str(origin.secrets)],
            "licence": LICENCE,
            "attribution": ATTRIBUTION.format(provider=origin.provider),
        },
        "types": {name: encode_block(types[name]) for name in sorted(types)},
    }
    return gzip.compress(json.dumps(document, separators=(",", ":")).encode(), compresslevel=9, mtime=0)


def notice(origins: Sequence[Origin], versions: Mapping[str, str]) -> str:
    """The text that goes with the data files."""
    parts = ["The data files in this folder have an origin and a licence of their own.\n"]
    for origin in origins:
        parts.append(
            f"{DATA_FILES[origin.prefix]}\n"
            f"  {ATTRIBUTION.format(provider=origin.provider)}\n"
            f"  Provider: {origin.provider} {versions[origin.prefix]}\n"
            f"  Extracted from: {origin.schema}, {origin.secrets}\n"
            f"  Licence of this file: {LICENCE}, https://mozilla.org/MPL/2.0/\n"
        )
    return "\n".join(parts)


def download(package: Package, folder: Path) -> Path:
    """The wheel of a package, fetched by pip as it is configured. Raises CalledProcessError from pip."""
    pinned = f"{package.name}=={package.version}"
    options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--disable-pip-version-check"]
    subprocess.run(
        [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), pinned], check=True
    )
    return next(folder.glob(f"{package.name.replace('-', '_')}-*.whl"))


def make_catalogues(
    target: Path, origins: Sequence[Origin] = ORIGINS, fetch: Callable[[Package, Path], Path] = download
) -> None:
    """Write the data file of every origin, and the NOTICE, into `target`."""
    versions = {}
    with tempfile.TemporaryDirectory() as temporary:
        for origin in origins:
            version, types = read_types(fetch(origin.schema, Path(temporary)))
            secrets = secret_outputs(read_modules(fetch(origin.secrets, Path(temporary))))
            packed = catalogue_bytes(
                origin, version, with_sensitive(types, secrets, origin.prefix, origin.exceptions)
            )
            (target / DATA_FILES[origin.prefix]).write_bytes(packed)
            versions[origin.prefix] = version
            print(f"{origin.provider} {version}: {len(types)} resource types, {len(packed)} bytes")
    (target / "NOTICE").write_text(notice(origins, versions), encoding="utf-8")


if __name__ == "__main__":
    make_catalogues(Path(__file__).parent)
