"""Dialog to create an access key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.content import Content
from textual.widgets import Input, Static

from ....api.key_name import KEY_QUOTA, name_hint, name_problem
from ...widgets.field import Field
from ...widgets.notice import Notice
from ..requests.request_dialog import RequestDialog
from .deliver_to import DeliverTo, offer_to_replace
from .send_and_save import send_and_save

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ....api.errors import ApiError
    from ....delivery.private_file import SaveError
    from ....session.session import Session
    from ....workflows.issue_secret import IssuedSecret, SecretIssuer


class CreateKey(RequestDialog["IssuedSecret"]):
    """Asks for a name, checks it while it is typed, and creates the key."""

    box_title = "New access key"

    abandon_text = "The key may have been created already, and its secret would be lost."

    def __init__(self, session: Session, issuer: SecretIssuer, *, count: int | None) -> None:
        super().__init__()
        self._session = session
        self._issuer = issuer
        self._count = count
        self.name_sent = ""
        """The name in the last request."""

    def compose_box(self) -> ComposeResult:
        """Lay out the form."""
        yield Static("Name", classes="label")
        yield Field(placeholder="such as inference-gateway", id="name")
        yield Notice(id="reason")
        yield DeliverTo(self._session)
        if self._count is not None:
            yield Static(self._quota(self._count), id="quota")
        yield from self.compose_status()

    def _quota(self, count: int) -> Content:
        text = f"You have {count} of {KEY_QUOTA} access keys."
        if count < KEY_QUOTA:
            return Content(text)
        return Content(f"{text} The server will most likely refuse one more: delete one first.")

    @on(Input.Changed, "#name")
    def _check(self, event: Input.Changed) -> None:
        event.stop()
        problem = name_problem(event.value) if event.value else None
        self._explain(problem or name_hint(event.value) or "", failed=problem is not None)
        if not self.waiting:
            self.say("")

    @on(Input.Submitted)
    @on(DeliverTo.Submitted)
    def _submit(self, event: Input.Submitted | DeliverTo.Submitted) -> None:
        event.stop()
        name = self.query_one("#name", Field)
        problem = name_problem(name.value)
        if problem is None:
            self.name_sent, self.act = name.value, f"Creating {name.value}"
            self.submit()
        else:
            name.focus()
            self._explain(problem, failed=True)

    def _explain(self, text: str, *, failed: bool) -> None:
        self.query_one("#reason", Notice).say(text, failed=failed)

    def watch_waiting(self, waiting: bool) -> None:
        """Disable the fields until the response has come."""
        for field in self.query("Field, RadioRow"):
            field.disabled = waiting
        if not waiting:
            self.query_one("#name", Field).focus()

    @property
    def on_its_way(self) -> bool:
        """Whether the key may have been requested; the checks before that change nothing."""
        return self.waiting and self._issuer.requested

    async def request(self) -> IssuedSecret:
        """Create the key, and save its secret."""
        name = self.name_sent
        return await send_and_save(self, self._issuer, name, lambda: self._issuer.create(name))

    def refused(self, error: ApiError | SaveError) -> None:
        """Focus the missing input, or offer to replace an existing file."""
        field = self.query_one(DeliverTo)
        field.mend(error)
        offer_to_replace(field, self._issuer, error, self.name_sent, self.submit)
