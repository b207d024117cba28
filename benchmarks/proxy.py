"""A distant AWS: before a server, it adds latency to each call, counts, and answers from memory what it heard before.

`python -m benchmarks.proxy UPSTREAM LATENCY` prints its port and serves until its standard input closes. Its own paths:
`POST /-/remember` (answer from memory, late, from now on) and `GET /-/counts` (calls by operation, and start anew).
In memory an answer is found by method, path, body, and the service, region and operation that the headers name; dates,
signatures and request ids count for nothing.
"""

import asyncio
import json
import re
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import urllib3

_SCOPE = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/")
_PER_HOP = frozenset({"connection", "content-length", "keep-alive", "transfer-encoding"})


@dataclass(frozen=True)
class Call:
    """A request, read to its end."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def scope(self) -> tuple[str, str]:
        """(region, service) that the request is signed for."""
        found = _SCOPE.search(self.headers.get("authorization", ""))
        return (found[1], found[2]) if found else ("", "")

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two calls one question."""
        return (self.method, self.target, self.scope, self.headers.get("x-amz-target"), self.body)

    @property
    def operation(self) -> str:
        """`ec2:DescribeVpcs`; for REST services, the method and what is asked of an object: `s3:GET acl`."""
        service = self.scope[1]
        if "x-amz-target" in self.headers:
            return f"{service}:{self.headers['x-amz-target'].rpartition('.')[2]}"
        if self.body.startswith(b"Action=") or b"&Action=" in self.body:
            return f"{service}:{parse_qs(self.body.decode())['Action'][0]}"
        query = urlsplit(self.target).query.partition("=")[0]
        return f"{service}:{self.method} {query}".rstrip()


class Memory:
    """The server behind, and its answers."""

    def __init__(self, upstream: str, latency: float) -> None:
        self._pool = urllib3.PoolManager(maxsize=16)
        self._upstream = upstream
        self._threads = ThreadPoolExecutor(16)
        self._latency = latency
        self._answers: dict[tuple[object, ...], bytes] = {}
        self._remembers = False
        self._counts: Counter[str] = Counter()

    async def answer(self, call: Call) -> bytes:
        """The answer to a call, as bytes of HTTP/1.1."""
        if call.target.startswith("/-/"):
            return self._own(call)
        self._counts[call.operation] += 1
        if not self._remembers:
            return await self._forwarded(call)
        known = self._answers.get(call.key)
        if known is None:
            known = self._answers[call.key] = await self._forwarded(call)
            self._counts["(not from memory)"] += 1
        await asyncio.sleep(self._latency)
        return known

    async def _forwarded(self, call: Call) -> bytes:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._ask, call)

    def _ask(self, call: Call) -> bytes:
        headers = {name: value for name, value in call.headers.items() if name not in _PER_HOP}
        found = self._pool.request(
            call.method,
            self._upstream + call.target,
            body=call.body or None,
            headers=headers,
            redirect=False,
            retries=False,
            decode_content=False,
        )
        length = found.headers.get("content-length") if call.method == "HEAD" else len(found.data)
        lines = [f"HTTP/1.1 {found.status} {found.reason}", f"Content-Length: {length or 0}"]
        lines += [f"{name}: {value}" for name, value in found.headers.items() if name.lower() not in _PER_HOP]
        return "\r\n".join((*lines, "", "")).encode("latin-1") + found.data

    def _own(self, call: Call) -> bytes:
        told: object = {}
        if call.target == "/-/remember":
            self._remembers = True
        else:
            told, self._counts = self._counts, Counter()
        text = json.dumps(told).encode()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(text) + text


async def serve(memory: Memory, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, kept open as long as its client wants."""
    try:
        while call := await _read(reader):
            writer.write(await memory.answer(call))
            await writer.drain()
            if call.headers.get("connection", "").lower() == "close":
                break
    except (ConnectionError, asyncio.IncompleteReadError):
        pass  # the client went away
    finally:
        writer.close()


async def _read(reader: asyncio.StreamReader) -> Call | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").rstrip().split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Call(method, target, headers, body)


async def main() -> None:
    """Serve on a free port of the loopback interface."""
    memory = Memory(sys.argv[1], float(sys.argv[2]))
    server = await asyncio.start_server(lambda r, w: serve(memory, r, w), "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
