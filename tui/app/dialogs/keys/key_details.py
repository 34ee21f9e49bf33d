"""Dialog with the details of one key."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from ....api.errors import ApiError, SignInFailed
from ....text import clean, first_few
from ...messages import SignedInAgain, SignInNeeded
from ...widgets.bindings_view import bind
from ...widgets.choice_list import ChoiceList
from ...widgets.label_value import LABEL_WIDTH
from ...widgets.status_line import StatusLine
from ..base.dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ....api.access_key import AccessKey
    from ....delivery.clipboard import Clipboard
    from ....listing.key_facts import Fact
    from ....listing.same_owner import SameOwnerKeys

Fetch = Callable[[str], Awaitable["AccessKey"]]


_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._:@+-]*")
"""Texts that are safe to paste into a shell; others may have chosen a hostile name or owner."""

_CLIENT_ID = 1
"""Its index among the facts."""

_NAMED = 5
"""Maximum number of other keys listed by name."""

_LONGEST_NAME = 40


class FactList(ChoiceList, inherit_bindings=False):
    """List of facts with a cursor; enter is left to the dialog."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding
        for binding in ChoiceList.BINDINGS
        if isinstance(binding, Binding) and binding.key != "enter"
    ]


class KeyDetails(Dialog[bool]):
    """Shows a key as listed, and then as the server returns it.

    The answer is whether to show the other keys of its owner.
    """

    box_title = "Access key"

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("key.copy_fact", "copy", "Copy", tooltip="Copy the line under the cursor"),
        bind("keys.same_owner", "same_owner", "Same owner", tooltip="Show all keys of its owner"),
        bind("app.close_details", "cancel", "Close", tooltip="Back to the list"),
    ]

    AVAILABLE: ClassVar = {"same_owner": lambda details: details.has_others or None}

    class Fetched(Message):
        """The server has returned the key."""

        def __init__(self, key: AccessKey) -> None:
            super().__init__()
            self.key = key

    class FetchFailed(Message):
        """The key could not be fetched."""

        def __init__(self, error: ApiError) -> None:
            super().__init__()
            self.error = error

    def __init__(
        self,
        key: AccessKey,
        facts_of: Callable[[AccessKey], tuple[Fact, ...]],
        others: SameOwnerKeys,
        clipboard: Clipboard,
        fetch: Fetch | None,
    ) -> None:
        """Prepare the dialog.

        Args:
            key: The key, as the list has it.
            facts_of: Returns the facts of a key.
            others: The other keys of its owner.
            clipboard: The clipboard to copy a fact to.
            fetch: Fetches a key from the server; None if the API has no such request here.
        """
        super().__init__()
        self._key = key
        self._facts_of = facts_of
        self._others = others
        self._facts = facts_of(key)
        self._clipboard = clipboard
        self._fetch = fetch

    def compose_box(self) -> ComposeResult:
        """Lay out the facts, with the cursor on the client ID."""
        facts = FactList(self._lines)
        facts.highlighted = _CLIENT_ID
        yield facts
        if self._others:
            yield Static(Content(self._about_others), classes="consequence")
        yield StatusLine()

    def on_mount(self) -> None:
        """Fetch the key."""
        if self._fetch is not None:
            self._ask(self._fetch)

    @property
    def _lines(self) -> list[Content]:
        # The quiet style would be hard to read under the cursor.
        return [
            Content.assemble(f"{fact.label:<{LABEL_WIDTH}}", (fact.full_text, "bold"))
            for fact in self._facts
        ]

    @property
    def _about_others(self) -> str:
        names = self._others.names
        called = first_few([clean(name, _LONGEST_NAME) for name in names], _NAMED)
        return f"{self._others.summary}{': ' * bool(names)}{called}."

    @property
    def has_others(self) -> bool:
        """Whether the owner has other keys."""
        return bool(self._others)

    def action_same_owner(self) -> None:
        """Go back to the list, and show all keys of the owner there."""
        self.close(True)

    @work(group="details", exclusive=True)
    async def _ask(self, fetch: Fetch) -> None:
        try:
            self.post_message(self.Fetched(await fetch(self._key.id)))
        except ApiError as error:
            self.post_message(self.FetchFailed(error))

    @on(Fetched)
    def _show(self, event: Fetched) -> None:
        event.stop()
        # Only the administrators' list has the owner.
        owner = event.key.created_by or self._key.created_by
        self._facts = self._facts_of(event.key._replace(created_by=owner))
        facts = self.query_one(FactList)
        line = facts.highlighted
        facts.set_options(self._lines)
        facts.highlighted = line

    @on(FetchFailed)
    def _tell(self, event: FetchFailed) -> None:
        event.stop()
        self.say(f"Shown as listed. {event.error}", failed=True)
        if isinstance(event.error, SignInFailed):
            self.post_message(SignInNeeded(self, event.error))

    @on(SignedInAgain)
    def _fetch_again(self, event: SignedInAgain) -> None:
        event.stop()
        if self._fetch is not None:
            self.say("")
            self._ask(self._fetch)

    def action_copy(self) -> None:
        """Copy the fact under the cursor."""
        line = self.query_one(FactList).highlighted
        if line is not None:
            self._copy(self._facts[line])

    @work(group="delivery", exclusive=True)
    async def _copy(self, fact: Fact) -> None:
        if fact.value and not _SAFE.fullmatch(fact.value):
            text, is_left = f"{fact.label} was not copied: a shell could execute it.", False
        else:
            outcome = await self._clipboard.copy(fact.value)
            text, is_left = f"{fact.label}: {outcome.text}", bool(outcome.left)
        self.say(text, failed=not is_left)
