"""Deleting a key, which waits a few seconds so that it can be taken back."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message

from ....api.errors import ApiError, OutcomeUnknown, Rejected, SignInFailed
from ...widgets.notice import Notice
from ...widgets.pending_deletes import WaitingLine
from .key_actions import KeyVerbsScreen

if TYPE_CHECKING:
    from ....api.access_key import AccessKey
    from ....api.service import AccessKeyService
    from ....listing.coverage import AnyKeyList


class DeletingScreen(KeyVerbsScreen):
    """A list of keys that can be deleted, one at a time; what waits for that is shown below."""

    class Deleted(Message):
        """A key is gone; the text says how."""

        def __init__(self, key: AccessKey, text: str) -> None:
            super().__init__()
            self.key = key
            self.text = text

    class NotDeleted(Message):
        """A delete was refused, never left, or nobody knows."""

        def __init__(self, key: AccessKey, error: ApiError, sign_ins: int) -> None:
            super().__init__()
            self.key = key
            self.error = error
            self.sign_ins = sign_ins

    def on_mount(self) -> None:
        """Follow what waits, on whichever screen it was asked for."""
        self._untold: deque[DeletingScreen.NotDeleted] = deque()
        self.session.deletes.listen(self._show_waiting)
        self._show_waiting()

    def on_unmount(self) -> None:
        """Follow it no more."""
        self.session.deletes.unlisten(self._show_waiting)

    def on_screen_resume(self) -> None:
        """Tell what could not be told meanwhile."""
        if self.is_mounted:
            self.call_later(self._tell_next)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to take back what waits, and to change nothing else about it."""
        if action == "take_back":
            return bool(self.session.deletes.waiting)
        if action in self.CHANGES & self.NEEDS_KEY and self._is_about_to_go:
            return None
        return super().check_action(action, parameters)

    @property
    def _is_about_to_go(self) -> bool:
        key = self.table.selected if self.is_mounted else None
        return key is not None and key.id in self.session.deletes.ids

    def _show_waiting(self) -> None:
        if not self.is_attached:
            return
        deletes = self.session.deletes
        self.table.mark_pending(deletes.ids)
        lines = self.query(WaitingLine)
        if deletes and not lines:
            self.mount(line := WaitingLine(), after=self.query_one(Notice))
            line.show(deletes)
        elif not deletes:
            lines.remove()
        for line in lines:
            line.show(deletes)
        self.refresh_bindings()

    def action_take_back(self) -> None:
        """Keep the key whose deletion was asked for last."""
        key = self.session.deletes.take_back()
        if key is None:
            self.notify("Too late: it was sent already.", severity="warning", markup=False)
        else:
            self.notify(f"Kept {key.name}: nothing was sent.", markup=False)

    async def delete(self, service: AccessKeyService, key: AccessKey) -> None:
        """Have the server delete a key."""
        raise NotImplementedError

    def action_delete(self) -> None:
        """Delete the key under the cursor, after asking."""
        if (key := self.table.pick()) is not None:
            self.start(self._delete(key))

    async def _delete(self, key: AccessKey, said: str = "") -> None:
        """Ask about deleting a key, and why it was not deleted so far."""
        from ...dialogs.delete.delete_key import DeleteKey
        from ...dialogs.requests.change_summary import delete_summary
        from ...dialogs.requests.request_dialog import Done, Lost

        session = self.session
        question = delete_summary(
            key,
            now=session.now(),
            limits=session.limits,
            own_client_id=session.client_id,
            whose=self.WHOSE,
            me=session.signed_in_as,
            delay=session.deletes.delay,
        )

        async def agree() -> str:
            return "" if session.deletes.delay else await self._carry_out(key)

        match await self.ask(DeleteKey(question, agree, said)):
            case Done(value=""):
                self.marks = self.marks.drop({key.id})
                session.deletes.add(key, partial(self._send_queued, key))
            case Done(value=text):
                self._take_out_one(key, text)
            case Lost(error=error):
                await self._find_out(key, error.event)

    async def _carry_out(self, key: AccessKey) -> str:
        try:
            await self.delete(await self.session.service(), key)
        except Rejected as error:
            if not error.is_gone:
                raise
            return f"{key.name} was gone already."
        return f"Deleted {key.name}."

    @work(group="delete")
    async def _send_queued(self, key: AccessKey) -> None:
        sign_ins = self.session.sign_ins
        try:
            text = await self._carry_out(key)
        except ApiError as error:
            self.post_message(self.NotDeleted(key, error, sign_ins))
        else:
            self.post_message(self.Deleted(key, text))

    @on(Deleted)
    def _note_deleted(self, event: Deleted) -> None:
        event.stop()
        self.session.deletes.ended(event.key)
        self._take_out_one(event.key, event.text)

    def _take_out_one(self, key: AccessKey, text: str) -> None:
        self.listing = self.listing.without(key.id)
        self.marks = self.marks.drop({key.id})
        self.notify(text, markup=False)
        self.note_change()

    @on(NotDeleted)
    def _note_not_deleted(self, event: NotDeleted) -> None:
        event.stop()
        self.session.deletes.ended(event.key, str(event.error))
        self._untold.append(event)
        if not self._tell_next():
            title = f"Deleting {event.key.name}"
            self.notify(str(event.error), title=title, severity="error", markup=False)

    def steps_ended(self) -> None:
        """Tell what had to wait for the end of another verb."""
        self.call_later(self._tell_next)

    def _tell_next(self) -> bool:
        can_tell = self.is_active and not self.opening and bool(self._untold)
        if can_tell:
            self.start(self._tell(self._untold.popleft()))
        return can_tell

    async def _tell(self, trouble: NotDeleted) -> None:
        self.session.deletes.told(trouble.key)
        if isinstance(trouble.error, OutcomeUnknown):
            await self._find_out(trouble.key, trouble.error.event)
        elif isinstance(trouble.error, SignInFailed):
            what = f"{trouble.key.name} was not deleted."
            said = await self.sign_in_again(what, trouble.error, trouble.sign_ins)
            if said is not None:
                await self._delete(trouble.key, said)
        else:
            await self._delete(trouble.key, str(trouble.error))

    async def look_up(self, act: str) -> AnyKeyList | None:
        """List again where the user sees it; None if that can't be had, or not waited for."""
        from ...dialogs.requests.request_dialog import Done
        from ...dialogs.requests.send_now import look_up

        outcome = await self.ask(look_up(act, self.relist))
        if isinstance(outcome, Done):
            return outcome.value
        self.reload()
        return None

    async def _find_out(self, key: AccessKey, reason: str) -> None:
        from ....workflows.bulk_delete import STILL_LISTED
        from ...dialogs.requests.lost_answer import LostAnswer, WayOut

        act = f"Deleting {key.name}"
        found = await self.look_up(act)
        if found is None:
            text, way = "The list can't be had either: it is not known.", WayOut.LOOK_AGAIN
        elif any(listed.id == key.id for listed in found.keys):
            text, way = STILL_LISTED, WayOut.AGAIN
        else:
            self.notify(f"The answer was lost, but {key.name} was deleted.", markup=False)
            return
        if await self.ask(LostAnswer(act, f"{reason} {text}", way)) is way:
            await (self._delete(key) if way is WayOut.AGAIN else self._find_out(key, reason))
