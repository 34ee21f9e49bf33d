"""The command palette, made from the bindings and the keys of the active screen."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from textual.command import CommandPalette, DiscoveryHit, Hit, Provider
from textual.content import Content

from ..text import clean
from .screens.key_list import KeyListScreen
from .widgets.bindings_view import bind, binding_views, by_group
from .widgets.footer import Footer

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.command import Hits

    from ..api.access_key import AccessKey
    from .widgets.bindings_view import BindingView

_BY_NAME, _BY_PREFIX, _BY_TEXT = 1.0, 0.8, 0.5
"""Scores of a match: in an action's name, at the beginning of a key's name, and anywhere else."""

_WIDEST = 60
"""Maximum cells of a text, so that it fits on one line."""

_MOST_KEYS = 50
"""Maximum number of keys offered at once; another letter leaves fewer."""


class Palette(CommandPalette):
    """Textual's palette with a footer of its own: the list's keys are just letters here."""

    CSS_PATH = "command_palette.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.close_palette", "escape", "Close", tooltip="Close it")
    ]

    def __init__(self) -> None:
        super().__init__(placeholder="what to do, or the name of a key")

    def compose(self) -> ComposeResult:
        """Lay out the footer below the rest."""
        yield from super().compose()
        yield Footer()


class ActionProvider(Provider):
    """Finds enabled actions by name, description or key."""

    @property
    def _entries(self) -> list[BindingView]:
        return [entry for entry in by_group(binding_views(self.screen)) if entry.enabled]

    async def discover(self) -> Hits:
        """Offer all actions while nothing is typed."""
        for entry in self._entries:
            yield DiscoveryHit(_title(entry), partial(self._run, entry), help=entry.about)

    async def search(self, query: str) -> Hits:
        """Offer matching actions."""
        matcher = self.matcher(query)
        for entry in self._entries:
            if entry.has(query):
                score = _BY_NAME if query.casefold() in entry.label.casefold() else _BY_TEXT
                shown = matcher.highlight(_title(entry))
                yield Hit(score, shown, partial(self._run, entry), help=entry.about)

    async def _run(self, entry: BindingView) -> None:
        await self.app.run_action(entry.action, entry.node)


class KeyProvider(Provider):
    """Finds access keys of the list by name, and moves the cursor to them."""

    async def search(self, query: str) -> Hits:
        """Offer keys whose names contain the text, those that begin with it first."""
        if not isinstance(self.screen, KeyListScreen):
            return
        wanted = query.strip().casefold()
        listed = self.screen.listing.keys or ()
        for key in islice((key for key in listed if wanted in key.name.casefold()), _MOST_KEYS):
            begins = key.name.casefold().startswith(wanted)
            score = _BY_PREFIX if begins else _BY_TEXT
            yield Hit(score, _line(key), partial(self.screen.action_context.go_to, key.id))


def _line(key: AccessKey) -> Content:
    # Names come from outside, and Textual would parse a string as markup.
    about = f"{clean(key.client_id, _WIDEST)}  {clean(key.created_by or '', _WIDEST)}".rstrip()
    return Content.assemble(f"go to {clean(key.name, _WIDEST)}\n", (about, "not bold"))


def _title(entry: BindingView) -> str:
    return f"{entry.label}  ({' '.join(entry.keys)})"
