"""The command palette, made from the bindings of the active screen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Provider

from .widgets.verbs import by_group, verbs_of

if TYPE_CHECKING:
    from textual.command import Hits

    from .widgets.verbs import Verb


class VerbProvider(Provider):
    """Finds what can be done now by its name, its description or its key."""

    @property
    def _verbs(self) -> list[Verb]:
        return [verb for verb in by_group(verbs_of(self.screen)) if verb.enabled]

    async def discover(self) -> Hits:
        """Offer everything while nothing is typed."""
        for verb in self._verbs:
            yield DiscoveryHit(_title(verb), partial(self._run, verb), help=verb.about)

    async def search(self, query: str) -> Hits:
        """Offer what matches."""
        matcher = self.matcher(query)
        for verb in self._verbs:
            score = matcher.match(f"{_title(verb)} {verb.about}")
            if score > 0:
                shown = matcher.highlight(_title(verb))
                yield Hit(score, shown, partial(self._run, verb), help=verb.about)

    async def _run(self, verb: Verb) -> None:
        await self.app.run_action(verb.action, verb.node)


def _title(verb: Verb) -> str:
    return f"{verb.label}  ({' '.join(verb.keys)})"
