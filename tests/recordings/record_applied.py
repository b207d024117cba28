"""Makes recordings from a configuration that real Terraform applies: `python -m tests.recordings.record_applied NAME`.

Applies tests/terraform/configurations/NAME to an empty moto, reads it, and writes each recorded instance of the types
named by `--type` to tests/recordings/aws/TYPE/NAME-RESOURCE.json. What differs although nobody changed it is printed
and not written. Then each entry of changes.json beside the configuration (file's name → calls as
{client, method, params}) is made, and what it changed is written to TYPE/NAME-RESOURCE-ENTRY.json.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from driftmgr.discovery.scan import recorded_items
from driftmgr.providers.aws.reader import Request, _Reading
from driftmgr.providers.aws.registry import aws_types
from driftmgr.providers.aws.settings import Aws
from driftmgr.states.models import ResourceInstance
from driftmgr.states.statefile import read_state
from tests.oracle.estate import apply
from tests.recordings.judge import differences_of
from tests.recordings.record import HERE, _item_of
from tests.terraform.runner import Terraform

CONFIGURATIONS = Path(__file__).parents[1] / "terraform" / "configurations"


def main() -> None:
    """Apply, read, write; change, read, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("configuration")
    parser.add_argument("--type", action="append", default=[])
    options = parser.parse_args()
    os.environ |= {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.moto_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    url = os.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{process.stdout.readline().strip()}"
    try:
        with tempfile.TemporaryDirectory() as directory:
            folder = CONFIGURATIONS / options.configuration
            terraform = Terraform(Path(directory), url)
            terraform.write((folder / "main.tf").read_text())
            state = read_state(terraform.apply().read_bytes(), "terraform.tfstate")
        told = {
            instance.address: write(instance, live, options.configuration, "", [])
            for instance, live in read(state.instances, options.type)
        }
        changes = folder / "changes.json"
        for entry, calls in json.loads(changes.read_text()).items() if changes.exists() else ():
            apply({"calls": calls}, url)
            for instance, live in read(state.instances, options.type):
                before = told[instance.address]
                told[instance.address] = write(instance, live, options.configuration, entry, before)
    finally:
        process.terminate()


def read(instances: tuple[ResourceInstance, ...], only: list[str]) -> list[tuple[ResourceInstance, Any]]:
    """Each recorded instance of the types, with its live item (None where there is none)."""
    known = aws_types()
    recorded = recorded_items(instances, known)
    types = {known[name] for name in recorded} | {known[c.owner] for n in recorded if (c := known[n].claim)}
    account = Aws(regions=("us-east-1",)).accounts()[0]
    with ThreadPoolExecutor(8) as pool:
        reading = _Reading(account, Request(tuple(types), ("us-east-1",), recorded), pool, lambda _: None)
        reading.run()
    found = []
    for instance in instances:
        if instance.type in only:
            item = _item_of(instance, known[instance.type], reading)
            found.append((instance, json.loads(json.dumps(item, default=str))))
    return found


def write(
    instance: ResourceInstance, live: Any, configuration: str, entry: str, before: list[Any]
) -> list[Any]:
    """Write one recording where a change is told and was not told `before`; without a change, where none is."""
    made: dict[str, Any] = {
        "type": instance.type,
        "state": dict(instance.attributes),
        "live": live or {},
        "scope": ["aws", "123456789012", "us-east-1"],
    }
    told = made["expected"] = differences_of(made) if live else [{"path": "missing"}]
    name = "-".join(
        filter(None, (configuration, instance.address.name, str(instance.address.key or ""), entry))
    )
    if told != before or (told and not entry):
        print(instance.type, name, told)
    if live and (told != before if entry else not told):
        path = HERE / aws_types()[instance.type].name / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n")
    return told


if __name__ == "__main__":
    main()
