"""Moto's AWS in a child process: it ends with its parent, however that ends."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from driftmgr.errors import ProviderError


def serve() -> None:
    """Serve on a free port of the loopback interface, print the port, and end when standard input closes."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    sys.stdout.write(f"{server.get_host_and_port()[1]}\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.stop()


@contextmanager
def offline_aws() -> Iterator[str]:
    """The URL of an empty AWS. Raises ProviderError where moto is not installed or does not start."""
    if find_spec("moto") is None or find_spec("flask") is None:
        raise ProviderError(
            "the demo needs an offline AWS that is not installed: pip install 'driftmgr[demo]'"
        )
    process = subprocess.Popen(
        [sys.executable, "-m", "driftmgr.demo.server"],
        # IAM knows AWS's managed policies, as the real one does.
        env=os.environ | {"MOTO_IAM_LOAD_MANAGED_POLICIES": "true"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        log: list[str] = []
        threading.Thread(target=lambda: log.extend(process.stderr or ()), daemon=True).start()
        port = process.stdout.readline().strip() if process.stdout else ""
        try:
            if not port:
                raise ProviderError(
                    f"the offline AWS did not start: {' '.join(log[-3:]) or 'it said nothing'}"
                )
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


if __name__ == "__main__":
    serve()
