"""Filter of a list, and the context it is applied in; terms are imported when needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from .server_query import Query
from .usage import DEFAULT_LIMITS, UsageLimits

if TYPE_CHECKING:
    from datetime import datetime

    from ..api.access_key import AccessKey
    from .filter_terms import Term
    from .rotation_state import RotationStatus


class FilterContext(NamedTuple):
    """Context of a filter: the time, the user, and the rest of the list."""

    now: datetime
    me: str = ""
    """The signed-in user, as written in the owner column."""
    limits: UsageLimits = DEFAULT_LIMITS
    keys_of: Mapping[str, int] = MappingProxyType({})
    """Number of listed keys by owner."""
    rotations: Mapping[str, RotationStatus] = MappingProxyType({})
    """Rotation status by the id of the key."""


class Filter(NamedTuple):
    """Terms that a key must match, all of them."""

    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __str__(self) -> str:
        return " ".join(str(term) for term in self.terms)

    @property
    def meaning(self) -> str:
        """The filter in words."""
        return ", ".join(term.meaning for term in self.terms)

    @property
    def query(self) -> Query:
        """Part of the filter that the server applies."""
        if not self.terms:
            return Query()
        from .filter_text_terms import KeyField, ServerTerm

        values = {term.field: term.text for term in self.terms if isinstance(term, ServerTerm)}
        return Query(values.get(KeyField.OWNER, ""), values.get(KeyField.CLIENT, ""))

    @property
    def local(self) -> Filter:
        """Part of the filter that is applied to the listed keys."""
        from .filter_text_terms import ServerTerm

        return Filter(tuple(term for term in self.terms if not isinstance(term, ServerTerm)))

    def with_query(self, query: Query) -> Filter:
        """Return the same local filter with another query for the server."""
        from .filter_text_terms import KeyField, ServerTerm

        wanted = ((KeyField.OWNER, query.created_by), (KeyField.CLIENT, query.client_id))
        return Filter(
            (*(ServerTerm(part, text) for part, text in wanted if text), *self.local.terms)
        )

    def select(self, keys: Iterable[AccessKey], context: FilterContext) -> tuple[AccessKey, ...]:
        """Return the keys that match; an owner's keys are counted among all listed ones."""
        selected = listed = tuple(keys)
        if self.terms:
            owned = Counter(key.created_by or "" for key in listed)
            context = context._replace(keys_of=owned)
        for matches in (term.matches for term in self.terms):
            selected = tuple([key for key in selected if matches(key, context)])
        return selected
