"""Timeouts of everything that waits for the control plane or for a profile's command."""

from __future__ import annotations

CONNECT_TIMEOUT = 5.0
"""Seconds for a connection, TLS included."""

PLAIN_CONNECT_TIMEOUT = 3.0
"""Seconds for the first list to connect to one of several addresses; then the service tries all."""

NEXT_ADDRESS = 1.0
"""Seconds after which the first list tries the next of a host's addresses."""

READ_TIMEOUT = 15.0
"""Seconds for the next byte of a response. Only the deadline ends a slow drip."""

WRITE_TIMEOUT = 10.0
"""Seconds for the next bytes of a request to be sent."""

POOL_TIMEOUT = 5.0
"""Seconds for a connection to become free."""

DEADLINE = 30.0
"""Seconds for a request as a whole: with signing in, retries and pauses."""

DEADLINE_EXTENSION = "deadline"
"""The name of the deadline, an `asyncio.Timeout`, among a request's extensions."""

RETRY_PAUSES = (0.3, 1.0)
"""Seconds before the second and the third try, give or take a third."""

REFUSED_PAUSES = (2.0, 4.0, 8.0)
"""Seconds before further tries after a 429: most gateways that limit a rate name no wait."""

CHANGE_ROOM = 5.0
"""Seconds of the deadline that must be left for a change when it is sent again after a pause."""

KEEPALIVE = 30.0
"""Seconds that an idle connection is kept: a new one takes several round trips."""

CERTIFICATE_TIMEOUT = 8.0
"""Seconds for all handshakes that fetch a certificate."""

COMMAND_TIMEOUT = 30.0
"""Seconds for a command; a key store may have to be unlocked in a window of its own."""

TERMINAL_COMMAND_TIMEOUT = 120.0
"""Seconds for a command that asks for a passphrase in the terminal."""

LOGIN_TIMEOUT = 600.0
"""Seconds for a login in a browser, perhaps on another computer."""
