"""Pseudonyms of people, hosts and client IDs, and the real values behind them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from ..api.base_url import host_of
from ..api.errors import ApiError, Rejected
from . import fake_values
from .disguise import Disguise

if TYPE_CHECKING:
    from ..api.access_key import AccessKey

_MAIL = r"[^\W_][\w.+%-]*@[\w-]+(?:\.[\w-]+)+"
_ADDRESS = re.compile(_MAIL)
_QUOTED = (
    rf"(?P<owner>{_MAIL})"
    r"|(?<=://)(?P<place>[^\s/?#\"'“”]*[^\s/?#\"'“”.,;:)])"
    # Also after the wildcard of a certificate's name; a bare name only with a port, not in a path.
    r"|(?<![\w-])(?<![\w-]\.)(?P<host>(?:(?:\d{1,3}\.){3}\d{1,3}|(?:[\w-]+\.)+"
    r"(?:[\w-]+\.[a-zA-Z][a-zA-Z\d]+|(?i:com|net|org|io|ai|dev|cloud|app|edu|gov|eu|de|uk|us|fr|nl|"
    r"ch|local|internal|lan|corp))|(?<!/)[a-zA-Z][\w.-]*(?=:\d{2,5}))(?::\d+)?)(?![\w-])"
)
"""Words in a sentence that look like an owner or a host, even if no list has had them yet."""

_CERTIFICATE = re.compile(r"; its subject .+, its issuer .+?(?=\.(?:\s|$))")
"""Subject and issuer of a certificate: names of companies, which no pattern recognises."""

_TO_BE_TYPED = re.compile(r"(?<=runai-keys trust )https://\S+")
"""The address in a command to type, where a pseudonym would not work."""

_SHORTEST = 4
"""Minimum characters of a value to look for: shorter ones occur in ordinary words."""

_SHORTEST_IN_NAME = 3


class Pseudonyms(Disguise):
    """Replaces each value by a pseudonym of its own, the same one in every run.

    Pseudonyms are not encryption: whoever guesses an owner's address can verify the guess.
    """

    hides = True

    def __init__(self) -> None:
        self.me = ""
        """The signed-in user, who owns the keys that name no owner."""
        self.as_typed: set[str] = set()
        """Names of keys that were typed on screen, and so need no disguise."""
        self._shown: dict[tuple[object, str], str] = {}
        self._real: dict[str, str] = {}
        """Real values by their pseudonyms."""
        self._people: dict[str, tuple[str, str]] = {}
        """First and last names by owner, in lower case, as owners differ in more than case."""
        self._taken: set[tuple[str, str]] = set()
        """The names of those people."""
        self._keys: dict[str, AccessKey] = {}
        """Keys as the server has them, by id."""

    def owner(self, owner: str) -> str:
        """Return another person, capitalised if the owner has capitals."""
        if not owner or owner in self._real:
            return owner
        shown = ".".join(self._person(owner))
        shown = shown if owner == owner.lower() else shown.title()
        return self._note(owner, f"{shown}@example.com" if "@" in owner else shown)

    def client_id(self, client_id: str) -> str:
        """Return another client ID of the same form."""
        return self._stand_in(client_id, fake_values.client_id)

    def host(self, host: str) -> str:
        """Return another host."""
        return self._stand_in(host, fake_values.host)

    def base_url(self, base_url: str) -> str:
        """Return the address with another host."""
        if base_url in self._real:
            return base_url
        host = host_of(base_url)
        return self._note(base_url, base_url.removesuffix(host) + self.host(host))

    def name(self, name: str, owner: str = "") -> str:
        """Replace the people in a key's name: e-mail addresses, and parts of its owner's name."""
        if name in self._real or name in self.as_typed:
            return name
        shown = _ADDRESS.sub(lambda found: self.owner(found[0]), name)
        parts = self._name_parts(owner or self.me)
        if parts:
            words = "|".join(map(re.escape, parts))
            found_in = re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])", re.IGNORECASE)
            shown = found_in.sub(lambda found: parts[found[0].casefold()], shown)
        return self._note(name, shown) if shown != name else name

    def _name_parts(self, owner: str) -> dict[str, str]:
        """Return the pseudonym for each part of an owner's name, as found in names of keys."""
        names = re.findall(r"[^\W_]+", owner.casefold().partition("@")[0])
        shown = self._person(owner) if owner else ("", "")
        return {
            name: shown[min(place, 1)]
            for place, name in enumerate(names)
            if len(name) >= _SHORTEST_IN_NAME
        }

    def typed(self, name: str) -> None:
        """Leave a key's name undisguised from now on."""
        self.as_typed.add(name)

    def key(self, key: AccessKey) -> AccessKey:
        """Return a key with its people and client ID replaced."""
        self._keys[key.id] = key
        owner = key.created_by
        return key._replace(
            name=self.name(key.name, owner or ""),
            client_id=self.client_id(key.client_id),
            created_by=self.owner(owner) if owner else owner,
        )

    def text(self, text: str) -> str:
        """Replace known values in a sentence, and words that look like an owner or a host."""
        text = _TO_BE_TYPED.sub("URL", _CERTIFICATE.sub("", text.replace(_home(), "~")))
        known = self._people_in_words()
        known |= {real: shown for shown, real in self._real.items() if len(real) >= _SHORTEST}
        # A pattern of the values of ten thousand keys would take a second to match.
        known = {real: shown for real, shown in known.items() if real in text}
        words = "|".join(re.escape(real) for real in sorted(known, key=len, reverse=True))
        pattern = rf"(?<![^\W_])(?P<known>{words})(?![^\W_])|{_QUOTED}" if words else _QUOTED
        return re.sub(pattern, lambda found: self._instead_of(found, known), text)

    def _instead_of(self, found: re.Match[str], known: dict[str, str]) -> str:
        text = found[0]
        if text in known or text in self._real:
            return known.get(text, text)
        return self.owner(text) if found.lastgroup == "owner" else self.host(text)

    def _people_in_words(self) -> dict[str, str]:
        """Return the pseudonyms of people by the local part of their address."""
        locals_ = ((owner.partition("@")[0], name) for owner, name in self._people.items())
        return {local: ".".join(name) for local, name in locals_ if re.search(r"\w[._-]\w", local)}

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Disguise the values quoted by errors that are raised in the block."""
        try:
            yield
        except ApiError as error:
            error.reason, error.advice = self.text(error.reason), self.text(error.advice)
            error.args = (f"{error.reason} {error.advice}".strip(),)
            if isinstance(error, Rejected):
                error.message, error.details = self.text(error.message), self.text(error.details)
            raise

    def real_spans(self, line: str) -> list[tuple[int, int]]:
        """Return the spans of real values left on a line of the screen."""
        # A plain word may be the program's own text as well as an owner.
        real = [value for value in self._real.values() if not value.isalpha()]
        words = [re.escape(each) for each in real if len(each) >= _SHORTEST and each in line]
        patterns = [rf"(?<![^\W_]){word}(?![^\W_])" for word in words]
        if (home := _home()) in line:
            folder, _, user = home.rpartition("/")
            patterns.append(rf"(?<={re.escape(folder)}/){re.escape(user)}")
        return [found.span() for pattern in patterns for found in re.finditer(pattern, line)]

    def real(self, shown: str) -> str:
        """Return the value behind a pseudonym; anything else unchanged."""
        return self._real.get(shown, shown)

    def real_of_typed(self, typed: str) -> str:
        """Return the value behind a typed pseudonym, regardless of case."""
        if typed in self._real:
            return self._real[typed]
        alike = (real for shown, real in self._real.items() if shown.casefold() == typed.casefold())
        return next(alike, typed)

    def real_key(self, shown: AccessKey) -> AccessKey:
        """Return the key behind a disguised one."""
        return self._keys.get(shown.id, shown)

    def _person(self, owner: str) -> tuple[str, str]:
        wanted = owner.casefold()
        if wanted not in self._people:
            people = (fake_values.person(wanted, attempt) for attempt in count())
            self._people[wanted] = next(each for each in people if each not in self._taken)
            self._taken.add(self._people[wanted])
        return self._people[wanted]

    def _stand_in(self, real: str, make: Callable[[str, int], str]) -> str:
        if not real or real in self._real:
            return real
        if (make, real) not in self._shown:
            made = (make(real, attempt) for attempt in count())
            self._shown[make, real] = next(each for each in made if each not in self._real)
        return self._note(real, self._shown[make, real])

    def _note(self, real: str, shown: str) -> str:
        self._real.setdefault(shown, real)
        return shown


def _home() -> str:
    try:
        home = str(Path.home())
    except RuntimeError:
        home = ""
    # For a user without a home folder this may be "/" or empty.
    return home if len(home) > 1 else "\0"
