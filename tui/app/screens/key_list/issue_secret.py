"""Creating keys and replacing secrets, and what to do when the answer is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ...keymap import key_name
from ...messages import PrintRequested
from .key_actions import KeyVerbsScreen
from .undelivered import LeftBehindScreen

if TYPE_CHECKING:
    from ....api.access_key import AccessKey
    from ....workflows.issue_secret import IssuedSecret, SecretIssuer
    from ...dialogs.requests.request_dialog import Done, Lost

_OLD_ONE = "The old secret may be dead already; a new one replaces both."
_WHILE_IT_LIVES = "This session can ask for one only while its token lives: do it now."


class IssuingScreen(LeftBehindScreen):
    """A list of keys on which secrets are made; each is delivered, or accounted for."""

    CHANGES: ClassVar[frozenset[str]] = KeyVerbsScreen.CHANGES | {"new", "regenerate"}
    NEEDS_KEY: ClassVar[frozenset[str]] = KeyVerbsScreen.NEEDS_KEY | {"regenerate"}

    def action_new(self) -> None:
        """Create a key."""
        self.start(self._create())

    def action_regenerate(self) -> None:
        """Give the key under the cursor a new secret, after asking."""
        if (key := self.table.pick()) is not None:
            self.start(self._regenerate(key))

    async def _create(self) -> None:
        from ....workflows.issue_secret import SecretIssuer
        from ...dialogs.requests.request_dialog import Done, Lost
        from ...dialogs.secret.create_key import CreateKey

        issuing = SecretIssuer(self.session, self.pending)
        keys = self.listing.keys
        dialog = CreateKey(issuing, count=None if keys is None else len(keys))
        match await self.ask(dialog):
            case Done(value=issued):
                self._take_in(issued)
                await self._hand_over(issued, issuing)
            case Lost(error=error):
                await self._look_for(dialog.name_sent, error.event, issuing)

    def _take_in(self, issued: IssuedSecret) -> None:
        self.session.changes += 1
        if issued.key is not None:
            self.listing = self.listing.with_key(issued.key)
            self.table.move_to(issued.key.id)
        self.reload()

    async def _look_for(self, name: str, reason: str, issuing: SecretIssuer) -> None:
        from ...dialogs.requests.lost_answer import LostAnswer, WayOut

        act = f"Creating {name}"
        found = await self.look_up(act)
        if found is None:
            text = "The list can't be had either, so whether it was created is not known."
            way = await self.ask(LostAnswer(act, f"{reason} {text}", WayOut.LOOK_AGAIN))
            if way is WayOut.LOOK_AGAIN:
                await self._look_for(name, reason, issuing)
            return
        trace = issuing.trace(name, found.keys)
        text = f"{reason} {trace.said}"
        if trace.key is None:
            if await self.ask(LostAnswer(act, text, WayOut.AGAIN)) is WayOut.AGAIN:
                await self._create()
        else:
            await self._account_for(trace.key, text, act, nobody_has_it=trace.is_new)
        issuing.settle()

    async def _account_for(
        self, key: AccessKey, text: str, act: str, *, nobody_has_it: bool
    ) -> None:
        from ...dialogs.requests.lost_answer import LostAnswer, WayOut

        self.table.move_to(key.id)
        way = await self.ask(LostAnswer(act, text, WayOut.DELETE, WayOut.NEW_SECRET))
        if way is WayOut.NEW_SECRET:
            await (self._renew(key) if nobody_has_it else self._regenerate(key))
        elif way is WayOut.DELETE:
            await self._delete(key)

    async def _regenerate(self, key: AccessKey) -> None:
        from ....workflows.issue_secret import SecretIssuer
        from ...dialogs.requests.change_summary import regenerate_summary
        from ...dialogs.secret.regenerate import Regenerate

        question = regenerate_summary(
            key,
            now=self.session.now(),
            limits=self.session.limits,
            own_client_id=self.session.client_id,
        )
        issuing = SecretIssuer(self.session, self.pending)
        await self._finish(key, issuing, await self.ask(Regenerate(question, key, issuing)))

    async def _renew(self, key: AccessKey) -> None:
        """Replace a secret that nobody can have, so there is nothing to ask about."""
        from ....workflows.issue_secret import SecretIssuer
        from ...dialogs.requests.send_now import SendNow

        issuing = SecretIssuer(self.session, self.pending)
        dialog = SendNow(f"New secret for {key.name}", lambda: issuing.regenerate(key))
        await self._finish(key, issuing, await self.ask(dialog))

    async def _finish(
        self, key: AccessKey, issuing: SecretIssuer, outcome: Done[IssuedSecret] | Lost | None
    ) -> None:
        from ...dialogs.requests.lost_answer import LostAnswer, WayOut
        from ...dialogs.requests.request_dialog import Done, Lost

        match outcome:
            case Done(value=issued):
                await self._hand_over(issued, issuing)
            case Lost(error=error):
                text = f"{error.event} {_OLD_ONE}"
                if key.client_id == self.session.client_id:
                    text = f"{text} {_WHILE_IT_LIVES}"
                act = f"New secret for {key.name}"
                way = await self.ask(LostAnswer(act, text, WayOut.NEW_SECRET))
                issuing.settle()
                if way is WayOut.NEW_SECRET:
                    await self._renew(key)

    async def _hand_over(self, issued: IssuedSecret, issuing: SecretIssuer) -> None:
        from ....delivery.print_at_exit import Printout
        from ...dialogs.secret.secret_panel import PanelResult, SecretPanel

        panel = SecretPanel(issued, self.session, self.clipboard)
        result = await self.ask(panel) or PanelResult()
        name = issued.credentials.name
        if result.to_print is None:
            issuing.settle()
        else:
            renew = key_name("key.regenerate")
            printout = Printout(name, result.to_print, issuing.settle, renew)
            self.post_message(PrintRequested(printout))
        self.put_aside(issued.credentials.real.name)
        if result.ending:
            # Later, because while this verb is under way no key and no action counts here.
            self.call_later(self.run_action, "app.quit")
        else:
            self._offer_to_clear()
            self.reload()

    def _offer_to_clear(self) -> None:
        if self.clipboard.copied_secret:
            clear = key_name("keys.clear_clipboard")
            said = f"The secret may still be on your clipboard: {clear} clears it."
            self.notify(said, markup=False)
            self.refresh_bindings()
