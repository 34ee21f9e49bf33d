"""Parser of filters: words, `owner:ana`, `idle:>90d`, `server:owner=ana`, `!` to negate."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from .duration import Duration, parse_duration
from .filter import Filter
from .filter_rotation_terms import Rotating, RotatingChoice
from .filter_terms import KeysPerOwner, Not, OwnedByMe, Term, Used
from .filter_text_terms import Contains, Equals, KeyField, ServerTerm, Temporary, Word
from .filter_time_terms import Created, Idle, SecretAge
from .usage import Usage

_TERM = re.compile(
    r"(?P<not>!?)(?:(?P<field>[A-Za-z]+):(?P<exact>=?))?"
    r'(?P<server_field>(?<=(?i:server:))(?i:owner|client)=(?="))?'
    r'(?:"(?P<quoted>(?:[^"\\]|\\["\\])*)"|(?P<plain>[^\s"]*))(?=\s|$)'
)
_DATE = re.compile(r"([<>]?)([0-9]{4}-[0-9]{2}-[0-9]{2})", re.ASCII)
_COUNT = re.compile(r"([<>])([0-9]{1,5})")


class FilterError(ValueError):
    """A filter that can't be parsed; the text says what is wrong and what is valid."""


def parse_filter(text: str) -> Filter:
    """Parse a filter.

    Raises:
        FilterError: a term is invalid or incomplete.
    """
    terms: list[Term] = []
    at = 0
    while (text := text[at:].lstrip()) != "":
        found = _TERM.match(text)
        if found is None:
            raise FilterError('the closing " is missing')
        terms.append(_term(found))
        at = found.end()
    fields = [term.field for term in terms if isinstance(term, ServerTerm)]
    if len(set(fields)) < len(fields):
        raise FilterError("server: accepts one owner and one client ID at a time")
    return Filter(tuple(terms))


def last_term(text: str) -> str:
    """Return the last term of a text, complete or not, without its `!`."""
    while (text := text.lstrip()) and (found := _TERM.match(text)) and found.end() < len(text):
        text = text[found.end() :]
    return text.removeprefix("!")


def _term(found: re.Match[str]) -> Term:
    name, quoted, plain = found["field"], found["quoted"], found["plain"]
    value = plain
    if quoted is not None:
        value = (found["server_field"] or "") + re.sub(r"\\(.)", r"\1", quoted)
    if name is None and not value:
        raise FilterError("! goes right before a term: !word" if found["not"] else '"" is empty')
    if name is None:
        term = _word(value, quoted is not None)
    else:
        term = _field(name, value, is_exact=bool(found["exact"]))
    if found["not"] and isinstance(term, ServerTerm):
        raise FilterError("server: can't be negated")
    return Not(term) if found["not"] else term


def _word(text: str, is_quoted: bool) -> Term:
    if text.startswith("!") and not is_quoted:
        raise FilterError("one ! is enough")
    return OwnedByMe() if text.lower() == "me" and not is_quoted else Word(text)


def _field(name: str, value: str, *, is_exact: bool) -> Term:
    read = _FIELDS.get(name.lower())
    if read is None:
        raise FilterError(
            f'unknown field {name}: expects {", ".join(_FIELDS)}; "{name}:…" searches for the text'
        )
    if not value and name.lower() not in _VALUE_OPTIONAL:
        raise FilterError(f"{name}: needs a value")
    if not is_exact:
        return read(value)
    field = _KEY_FIELDS.get(name.lower())
    return Equals(field, value) if field is not None else read(f"={value}")


_KEY_FIELDS = {field.value: field for field in KeyField}


def _contains(field: KeyField) -> Callable[[str], Term]:
    return lambda value: Contains(field, value)


def _used(value: str) -> Term:
    for state in Usage:
        if state.name.lower().startswith(value.lower()):
            return Used(state)
    raise FilterError("used: expects never, active, idle, stale or unknown")


def _idle(value: str) -> Term:
    return Idle(*_span("idle", value))


def _secret(value: str) -> Term:
    return SecretAge(*_span("secret", value))


def _span(name: str, value: str) -> tuple[bool, Duration]:
    """Parse a duration, and whether keys above it match: yes unless `<` precedes it."""
    try:
        duration = parse_duration(value[1:] if value[:1] in ("<", ">") else value)
    except ValueError:
        raise FilterError(f"{name}: expects >90d, <2w (h, d, w or y)") from None
    return not value.startswith("<"), duration


def _rotating(value: str) -> Term:
    for choice in RotatingChoice:
        if choice.value.startswith(value.lower()) and (choice.value or not value):
            return Rotating(choice)
    raise FilterError("rotating: expects nothing, used, quiet, ready or stuck")


def _created(value: str) -> Term:
    found = _DATE.fullmatch(value)
    try:
        if found is not None:
            return Created(found[1], date.fromisoformat(found[2]))
    except ValueError as error:
        raise FilterError(f"created: there is no {value}") from error
    raise FilterError("created: expects <2026-01-31, >2026-01-31 or 2026-01-31")


def _keys(value: str) -> Term:
    found = _COUNT.fullmatch(value)
    if found is None:
        raise FilterError("keys: expects >10 or <3, the number of an owner's keys")
    return KeysPerOwner(found[1] == ">", int(found[2]))


def _looks(value: str) -> Term:
    if "temporary".startswith(value.lower()):
        return Temporary()
    raise FilterError("looks: expects temporary")


def _server(value: str) -> Term:
    name, _, text = value.partition("=")
    field = _KEY_FIELDS.get(name.lower())
    if field in (KeyField.OWNER, KeyField.CLIENT) and text.strip():
        return ServerTerm(field, text.strip())
    raise FilterError("server: expects owner=ana@acme.com or client=5e7b3b7b, in full")


_FIELDS: dict[str, Callable[[str], Term]] = {
    "name": _contains(KeyField.NAME),
    "owner": _contains(KeyField.OWNER),
    "client": _contains(KeyField.CLIENT),
    "idle": _idle,
    "used": _used,
    "created": _created,
    "keys": _keys,
    "looks": _looks,
    "secret": _secret,
    "rotating": _rotating,
    "server": _server,
}

_VALUE_OPTIONAL = frozenset({"rotating"})
"""Fields that need no value."""

FIELDS = tuple(_FIELDS)
"""Fields that a term can begin with."""
