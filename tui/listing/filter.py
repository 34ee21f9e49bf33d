"""What a list is narrowed to; the terms are loaded with the first that there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .server_query import Query

if TYPE_CHECKING:
    from ..api.access_key import AccessKey
    from .filter_context import FilterContext
    from .filter_terms import Term


@dataclass(frozen=True)
class Filter:
    """Terms that a key must pass, all of them."""

    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __str__(self) -> str:
        return " ".join(str(term) for term in self.terms)

    @property
    def meaning(self) -> str:
        """What was understood, in words."""
        return ", ".join(term.meaning for term in self.terms)

    @property
    def query(self) -> Query:
        """What the server is to be asked for."""
        from .filter_text_terms import KeyField, ServerTerm

        asked = {term.part: term.text for term in self.terms if isinstance(term, ServerTerm)}
        return Query(asked.get(KeyField.OWNER, ""), asked.get(KeyField.CLIENT, ""))

    @property
    def local(self) -> Filter:
        """What is done here, with whatever the server lists."""
        from .filter_text_terms import ServerTerm

        return Filter(tuple(term for term in self.terms if not isinstance(term, ServerTerm)))

    def asking(self, query: Query) -> Filter:
        """Do the same here with what the server lists when it is asked for something else."""
        from .filter_text_terms import KeyField, ServerTerm

        wanted = ((KeyField.OWNER, query.created_by), (KeyField.CLIENT, query.client_id))
        return Filter(
            (*(ServerTerm(part, text) for part, text in wanted if text), *self.local.terms)
        )

    def select(self, keys: Iterable[AccessKey], view: FilterContext) -> tuple[AccessKey, ...]:
        """Give the keys that are to be shown, counting each owner's keys among all of them."""
        listed = tuple(keys)
        if not self.terms:
            return listed
        owned = Counter(key.created_by or "" for key in listed)
        view = replace(view, keys_of=owned)
        return tuple(key for key in listed if all(term.matches(key, view) for term in self.terms))
