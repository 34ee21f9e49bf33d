"""A session keeps the connection that it signed in by, and with it what TLS has agreed on."""

from __future__ import annotations

import asyncio

from tests.api.sockets import EMPTY_LIST, OK, request_head, serving, signing_in
from tests.api.test_tls import CA, certificate

_TOKEN = b'{"access_token": "CANARY-token", "expires_in": 3600}'


async def test_signing_in_and_all_requests_after_it_take_one_connection() -> None:
    connections, requests = 0, 0

    async def keeping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections, requests
        connections += 1
        while True:
            head = await request_head(reader)
            requests += 1
            signs_in = head.startswith(b"POST")
            if signs_in:
                await reader.readuntil(b"CANARY-secret")
            body = _TOKEN if signs_in else EMPTY_LIST
            writer.write(OK + b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    async with (
        serving(keeping, certificate("server")) as port,
        signing_in(f"https://localhost:{port}", ca_file=CA) as service,
    ):
        for _ in range(3):
            await service.list_my_keys()

    assert (connections, requests) == (1, 4)
