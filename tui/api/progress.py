"""Progress of a request on its connection, as httpcore reports it."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Stage(IntEnum):
    """The last step that was begun, in their order."""

    NOT_REPORTED = 0
    CONNECTING = 1
    """To the host, or to the proxy on the way: TLS included."""
    ASKING_PROXY = 2
    """The proxy was asked to connect to the host."""
    THROUGH_PROXY = 3
    """The proxy has connected; TLS with the host comes next."""
    SENDING = 4
    """The first byte of the request may be on its way."""


_STAGES = {
    "connection.connect_tcp.started": Stage.CONNECTING,
    "socks.connect_tcp.started": Stage.CONNECTING,
    "socks.setup_socks5_connection.started": Stage.ASKING_PROXY,
    "socks.start_tls.started": Stage.THROUGH_PROXY,
    "proxy.start_tls.started": Stage.THROUGH_PROXY,
    "http11.send_request_headers.started": Stage.SENDING,
}
"""By the names of httpcore's trace events."""


class Progress:
    """The stage of one request; its `note` is httpcore's trace extension."""

    def __init__(self) -> None:
        self.stage = Stage.NOT_REPORTED

    async def note(self, event: str, details: Mapping[str, Any]) -> None:
        """Take an event of httpcore's."""
        stage = _STAGES.get(event)
        if stage is Stage.SENDING and details["request"].method == b"CONNECT":
            stage = Stage.ASKING_PROXY
        if stage is not None:
            self.stage = stage

    @property
    def is_at_proxy(self) -> bool:
        """Whether nothing beyond a proxy was reached, if there is one."""
        return self.stage in (Stage.CONNECTING, Stage.ASKING_PROXY)
