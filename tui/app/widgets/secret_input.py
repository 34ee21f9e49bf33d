"""Field for a secret."""

from __future__ import annotations

from rich.cells import cached_cell_len

from .field import Field


class SecretInput(Field):
    """A masked field whose text can't be copied or cut back out.

    Textual's own password field hands its text to the clipboard on ctrl+c.
    """

    def __init__(self, *, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(placeholder=placeholder, password=True, id=id)

    def action_copy(self) -> None:
        """Copy nothing."""

    def action_cut(self) -> None:
        """Cut nothing."""

    def on_blur(self) -> None:
        """Clear the text from Rich's cache of cell widths."""
        cached_cell_len.cache_clear()

    def on_unmount(self) -> None:
        """Drop the text, as Textual may keep a closed screen for a while."""
        self.set_reactive(SecretInput.value, "")
        cached_cell_len.cache_clear()
