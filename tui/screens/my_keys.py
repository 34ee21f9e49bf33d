"""The user's own keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..api.names import KEY_QUOTA
from ..dialogs.confirm import Confirm
from ..dialogs.create_key import CreateKey
from ..dialogs.questions import regenerate_question
from ..dialogs.request import Done, Lost
from ..dialogs.secret_panel import Credentials, SecretPanel
from ..listing.order import Column
from . import bindings
from .key_verbs import KeyVerbsScreen

if TYPE_CHECKING:
    from pydantic import SecretStr
    from textual.binding import BindingType

    from ..api.models import AccessKey, KeyList, NewKey
    from ..api.service import AccessKeyService
    from ..dialogs.key_details import Fetch


class MyKeysScreen(KeyVerbsScreen):
    """Lists the user's keys, makes new ones, and gives them new secrets."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bindings.NEW,
        bindings.REGENERATE,
        bindings.DELETE,
        bindings.COPY_ID,
        bindings.FILTER,
        bindings.DETAILS,
        bindings.REFRESH,
        *bindings.SORTING,
        bindings.BACK,
    ]

    MODE = "mine"
    WHOSE = "you"
    COLUMNS = (Column.NAME, Column.CLIENT_ID, Column.CREATED, Column.LAST_USED)
    CHANGES = KeyVerbsScreen.CHANGES | {"new", "regenerate"}
    NEEDS_KEY = KeyVerbsScreen.NEEDS_KEY | {"regenerate"}

    async def fetch(self, service: AccessKeyService) -> KeyList:
        """Ask for the user's own keys."""
        return await service.list_my_keys()

    async def delete(self, service: AccessKeyService, key: AccessKey) -> None:
        """Have one of the user's own keys deleted."""
        await service.delete_my_key(key.id)

    @property
    def fetch_details(self) -> Fetch | None:
        """Ask for one of the user's own keys by its id."""

        async def fetch(key_id: str) -> AccessKey:
            service = await self.session.service()
            return await service.get_key(key_id)

        return fetch

    @property
    def count(self) -> str:
        """How many of the keys that a user may have."""
        return f"{super().count}/{KEY_QUOTA}"

    @property
    def message(self) -> str:
        """What stands in place of the rows."""
        if self.listing.keys is None:
            failure = self.listing.failure
            return f"{failure}\n\nr tries again." if failure else "Loading your access keys…"
        if self.filter:
            return "No key passes the filter. esc drops it."
        if self.session.settings.readonly:
            return "You have no access keys."
        return "You have no access keys yet.\n\nn creates the first one."

    # Create

    def action_new(self) -> None:
        """Create a key."""
        self.start(self._create())

    async def _create(self) -> None:
        before = {key.id for key in self.listing.keys or ()}
        dialog = CreateKey(self.session, count=len(before))
        match await self.app.push_screen_wait(dialog):
            case Done(value=new):
                self._take_in(new)
                await self._hand_over(Credentials(new.name, new.client_id, new.client_secret))
            case Lost(error=error):
                await self._look_for(dialog.name_sent, before, str(error))

    def _take_in(self, new: NewKey) -> None:
        if (key := new.as_key()) is not None:
            self.listing = self.listing.with_key(key)
            self.table.move_to(key.id)
        self.reload()

    async def _look_for(self, name: str, before: set[str], reason: str) -> None:
        found = await self.relist()
        if found is None:
            text = "The list can't be had either: look for it with r before you try again."
        elif new := [key for key in found.keys if key.name == name and key.id not in before]:
            self.table.move_to(new[0].id)
            text = "It was created, but its secret is lost. S gives it a new one, D deletes it."
        else:
            text = "It is not listed: it was not created, as of now. n tries again."
        await self.tell(f"Creating {name}", f"{reason} {text}")

    # Regenerate

    def action_regenerate(self) -> None:
        """Give the key under the cursor a new secret, after asking."""
        if (key := self.table.pick()) is not None:
            self.start(self._regenerate(key))

    async def _regenerate(self, key: AccessKey) -> None:
        question = regenerate_question(
            key, now=self.session.now(), own_client_id=self.session.client_id
        )
        match await self.app.push_screen_wait(Confirm(question, lambda: self._send_new(key))):
            case Done(value=secret):
                await self._hand_over(Credentials(key.name, key.client_id, secret))
            case Lost(error=error):
                text = "The old secret may be dead already. S again gives a new one for certain."
                await self.tell(f"New secret for {key.name}", f"{error} {text}")

    async def _send_new(self, key: AccessKey) -> SecretStr:
        service = await self.session.service()
        secret = await service.regenerate_secret(key.id)
        if key.client_id == service.client_id:
            service.use_secret(secret)
        return secret

    async def _hand_over(self, credentials: Credentials) -> None:
        await self.app.push_screen_wait(SecretPanel(credentials, self.session, self.clipboard))
        self.reload()
