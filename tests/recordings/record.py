"""Makes recordings from a replayed estate: `python -m tests.recordings.record ESTATE [MUTATION_ID] [--type TYPE …]`.

Without a mutation, each recorded instance of a supported type gives tests/recordings/aws/TYPE/ESTATE-NAME.json with no
difference expected; with one, the instances that then differ do, with the differences found (read them before you
commit them). Run it with moto listening at the address in AWS_ENDPOINT_URL, or let it start one.
"""

import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from driftmgr.discovery.scan import recorded_items
from driftmgr.providers.aws.reader import Request, _Reading
from driftmgr.providers.aws.registry import aws_types
from driftmgr.providers.aws.settings import Aws
from driftmgr.resources.listing import Item
from driftmgr.resources.types import ResourceType
from driftmgr.states.models import ResourceInstance
from driftmgr.states.statefile import read_state
from tests.oracle.estate import Estate, apply
from tests.recordings.judge import differences_of

HERE = Path(__file__).parent / "aws"


def main() -> None:
    """Replay, read, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("estate")
    parser.add_argument("mutation", nargs="?")
    parser.add_argument("--type", action="append", default=[])
    options = parser.parse_args()
    os.environ |= {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    process = None
    if "AWS_ENDPOINT_URL" not in os.environ:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.moto_process"],
            env=os.environ | {"MOTO_IAM_LOAD_MANAGED_POLICIES": "true"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        os.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{process.stdout.readline().strip()}"
    try:
        record(Estate(options.estate, os.environ["AWS_ENDPOINT_URL"]), options.mutation, options.type)
    finally:
        if process:
            process.terminate()


def record(estate: Estate, mutation_id: str | None, only: list[str]) -> None:
    """Write the recordings of one estate."""
    estate.replay()
    for mutation in estate.mutations():
        if mutation["id"] == mutation_id:
            apply(mutation, estate.url)
    known = aws_types()
    instances = read_state(json.dumps(estate.state()).encode(), "terraform.tfstate").instances
    recorded = recorded_items(instances, known)
    types = {known[name] for name in recorded} | {known[c.owner] for n in recorded if (c := known[n].claim)}
    account = Aws(regions=("us-east-1",)).accounts()[0]
    with ThreadPoolExecutor(8) as pool:
        reading = _Reading(account, Request(tuple(types), ("us-east-1",), recorded), pool, lambda _: None)
        reading.run()
    for instance in instances:
        resource_type = known.get(instance.type)
        if resource_type and (not only or resource_type.name in only):
            _write(estate, mutation_id, instance, resource_type, reading)


def _write(
    estate: Estate,
    mutation_id: str | None,
    instance: ResourceInstance,
    resource_type: ResourceType,
    reading: _Reading,
) -> None:
    item = _item_of(instance, resource_type, reading)
    if item is None:
        return
    made: dict[str, Any] = {
        "type": instance.type,
        "state": dict(instance.attributes),
        "live": item,
        "scope": ["aws", "123456789012", "us-east-1"],
    }
    made["expected"] = differences_of(json.loads(json.dumps(made, default=str)))
    if bool(made["expected"]) != bool(mutation_id):
        return
    name = (
        f"{estate.name}-{instance.address.name}{'' if instance.address.key is None else instance.address.key}"
    )
    name += f"-{mutation_id.split('/')[1]}" if mutation_id else ""
    path = HERE / resource_type.name / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(made, indent=1, default=str, ensure_ascii=False)
    path.write_text(text.replace("AKIA", "\\u0041KIA") + "\n")
    print(path.relative_to(HERE), made["expected"])


def _item_of(instance: ResourceInstance, resource_type: ResourceType, reading: _Reading) -> Item | None:
    known = aws_types()
    claim = resource_type.claim
    by_owner = claim is not None and claim.rebuild is not None
    joined = known[claim.owner] if claim and by_owner else resource_type
    identity = claim.owner_identity if claim and by_owner else resource_type.identity_of
    for (listing, _), found in reading._found.items():
        if listing is joined.listing:
            for entry in found:
                for made in joined.objects(entry.item, entry.scope, {}):
                    if made.identity == identity(instance.attributes):
                        return entry.item
    return None


if __name__ == "__main__":
    main()
