"""What holds for every test: no network, no credentials of the person who runs it, no cluster."""

import os
from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.servers"]

LOOPBACK = ["127.0.0.1", "::1"]
CLOUD_ENVIRONMENTS = ("AWS_", "AZURE_", "ARM_", "GOOGLE_", "CLOUDSDK_", "GCLOUD_", "TF_", "DRIFTMGR_")


def pytest_configure() -> None:
    """Forget the cloud that this machine may be logged in to, before anything is imported that could remember it."""
    for name in list(os.environ):
        if name.startswith(CLOUD_ENVIRONMENTS):
            del os.environ[name]
    os.environ |= {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        # Terraform asks its maker for news and writes a warning about a file that is not there, unless told not to.
        "CHECKPOINT_DISABLE": "1",
    }


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sockets are closed to all tests (`--disable-socket`); marked ones may reach this machine, and nothing else."""
    for item in items:
        if item.get_closest_marker("network") or item.get_closest_marker("terraform"):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


@pytest.fixture(scope="session", autouse=True)
def no_cluster() -> Iterator[None]:
    """Starting Ray fails, where it is installed: the library must not need it."""
    if find_spec("ray") is None:
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ray.init", _refuse_cluster)
        yield


def _refuse_cluster(*_args: object, **_options: object) -> None:
    raise RuntimeError("a test of the library tried to start Ray")


settings.register_profile("ci", deadline=None, max_examples=60, derandomize=True)
settings.register_profile("dev", deadline=None, max_examples=60)
settings.register_profile(
    "thorough", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))
