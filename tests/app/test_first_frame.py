"""A first frame is kept only if it shows nothing that the last start did not know.

The list that waits for it follows at once.
"""

from __future__ import annotations

from tests.app.support import running
from tui.api.errors import Unreachable
from tui.app.app import AccessKeysApp
from tui.app.first_frame import _is_blank
from tui.app.screens.my_keys import MyKeysScreen
from tui.config.settings import Settings
from tui.listing.listing import Listing
from tui.runtime.kept_frame import Skeleton
from tui.session.session import Session


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


def test_the_list_follows_the_first_frame_before_another_one_is_drawn() -> None:
    session = Session(Settings(demo_role="admin"))
    app = AccessKeysApp(session)
    assert not session.drawn.is_set()

    app.note_first_frame(lambda: Skeleton("", ""))

    assert session.drawn.is_set()
