"""A first frame is kept only if it shows nothing that the last start did not know."""

from __future__ import annotations

from tests.app.support import running
from tui.api.errors import Unreachable
from tui.app.first_frame import _is_blank
from tui.app.screens.my_keys import MyKeysScreen
from tui.listing.listing import Listing


async def test_a_frame_with_a_list_its_failure_an_owner_or_a_key_press_is_not_blank() -> None:
    async with running() as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, MyKeysScreen)
        session, listed = screen.session, screen.listing
        service, session._service = session._service, None
        session.used.clear()
        screen.listing = Listing()
        assert _is_blank(screen)

        screen.listing = listed
        assert not _is_blank(screen)
        screen.listing = Listing(failure=Unreachable("It is down."))
        assert not _is_blank(screen)
        screen.listing = Listing()
        session.used.set()
        assert not _is_blank(screen)
        session.used.clear()
        session._service = service
        assert not _is_blank(screen)
