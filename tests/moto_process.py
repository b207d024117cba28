"""An AWS on this machine, as a process of its own: prints its port, then serves until its standard input closes.

Closing with the input means that it never outlives the tests, however they end.
"""

import sys

from moto.server import ThreadedMotoServer


def main() -> None:
    """Serve on a free port of the loopback interface."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    print(server.get_host_and_port()[1], flush=True)
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main()
