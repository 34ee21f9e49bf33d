"""Keymap: the keys of each binding, by its id.

Bindings are declared with it, and messages take the names of keys from it.
"""

from __future__ import annotations

from typing import Final

KEYMAP: Final = {
    "keys.new": "n",
    "key.regenerate": "S",
    "key.rotate": "R",
    "key.delete": "D",
    "keys.delete_marked": "D",
    "keys.take_back": "u",
    "key.copy_id": "c",
    "key.details": "enter",
    "keys.mark": "space",
    "keys.mark_range": "V",
    "keys.mark_shown": "asterisk",
    "keys.unmark": "U",
    "keys.back": "escape",
    "keys.stop": "escape",
    "keys.filter": "slash",
    "keys.find": "f",
    "keys.complete": "A",
    "keys.same_owner": "o",
    "keys.findings": "F",
    "keys.export": "e",
    "keys.refresh": "r",
    "keys.clear_clipboard": "x",
    "keys.sort_next": "greater_than_sign",
    "keys.sort_previous": "less_than_sign",
    "keys.invert": "I",
    # The secret panel.
    "secret.copy": "c",
    "secret.save": "s",
    "secret.deliver": "d",
    "secret.reveal": "v",
    "secret.test": "t",
    "secret.copy_id": "i",
    "secret.curl": "u",
    "secret.print": "p",
    "secret.clear": "x",
    # The filter's field.
    "keys.complete_term": "tab",
    "keys.clear": "escape",
    # Dialogs and forms.
    "app.next_option": "right",
    "app.option_before": "left",
    "app.go_on": "enter",
    "app.choose": "enter",
    "app.next": "tab",
    "app.stop": "escape,q",
    "app.cancel": "escape,q",
    "app.close_details": "escape,q,enter",
    "app.close_help": "escape,q,question_mark",
    "app.close_palette": "escape",
    "app.leave": "escape",
    "move.field": "tab,down",
    "move.field_before": "shift+tab,up",
    "keys.search": "slash",
    # Dialogs about keys.
    "key.copy_fact": "c",
    "keys.mark_found": "space,m",
    "keys.retry": "r",
    "keys.go_on": "g",
    "keys.review": "D",
    # The program.
    "app.mine": "1",
    "app.all": "2",
    "app.palette": "colon",
    "app.help": "question_mark",
    "app.mouse": "m",
    "app.profile": "at",
    "app.theme": "T",
    "app.quit": "q",
    # The table, and whatever else has lines.
    "move.down": "down,j",
    "move.up": "up,k",
    "move.page_down": "pagedown",
    "move.page_up": "pageup",
    "move.right": "right",
    "move.left": "left",
    "move.first": "home,g",
    "move.last": "end,G",
}
"""Textual's names of the keys, by the id of the binding, separated by commas.

The order is that of the README's table; in the footer, bindings of `app` follow it."""

_NAMES: Final = {
    "escape": "esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "slash": "/",
    "at": "@",
    "question_mark": "?",
    "colon": ":",
    "asterisk": "*",
}


def key_name(binding_id: str) -> str:
    """Return the first key of a binding as people write it: `?`, not `question_mark`."""
    return name_of_key(KEYMAP[binding_id].partition(",")[0])


def name_of_key(key: str) -> str:
    """Return a key as people write it, from Textual's name for it."""
    return _NAMES.get(key, key)


def with_key_names(text: str) -> str:
    """Replace each `{binding id}` in a text by the key."""
    for binding_id in KEYMAP:
        text = text.replace(f"{{{binding_id}}}", key_name(binding_id))
    return text
