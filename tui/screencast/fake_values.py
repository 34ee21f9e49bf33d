"""Plausible people, hosts and client IDs, derived from a hash of the real value.

The same value therefore gets the same pseudonym in every run, whatever else is listed. There are
four million people, so that two of a hundred owners rarely collide; `attempt` then yields another.
"""

from __future__ import annotations

from hashlib import shake_256

_SALT = "runai-keys screencast"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FIRST = _words("""
ada aidan aiko alba alma amir anja anton arda ari arlo asha asta aya bela bram cara carl celia chen
cleo cora dario dean delia dina elias ella elsa enzo erik esra ewa ezra faye femi finn flora gaia
gil gwen hana hans hedy ida igor ilse imran ingo iris isak ivan ivy jan jana jiro joan jonas juan
jude kai kara karl kira kurt lars lea leif lena leo lior liv lola luca luis luka mara marc mats maya
mia milo mina mira nadia nell nico nils nina noa nora odin olga omar otto owen paul pia raj rana
remi rhea rita rosa ruben ruth sami sara selma sven tara theo tim tomas uma una vera vito willa wren
yara yuki zara zeno zoe
""")
_BEGINNINGS = _words("""
ash bel black brook cal chest clay corn dal east elm fair farn gold hal harp hart haz heath hill
holm ken king lang lark lind lock mar mead mil mor nor oak old park pen quin rad red rock rose row
rush sand shel sil south stan stern stone sun thorn town tur wake wal west whit win wood york
""")
_LINKS = ["", "el", "en", "er", "es", "in", "ing", "le"]
_ENDINGS = _words("""
bach berg brook burn bury by cott croft dale den don dorf feld field ford gate gren grove hall ham
haven holm hurst kamp land ley low man mark mere mond mont moor more ness quist ridge sen shaw shire
side smith son stad stead stein stock strom ton vale vik wall ward water way well wick wood worth
yard
""")

_HOSTS = 900
"""Number of three-digit numbers."""

_ATTEMPTS_PER_SIZE = 20
"""Collisions after which the range grows: short values have few pseudonyms."""


def person(value: str, attempt: int = 0) -> tuple[str, str]:
    """Return a first and a last name, in lower case."""
    number = int(_digits("person", value, attempt, 16), 16)
    words = []
    for choices in (_FIRST, _BEGINNINGS, _LINKS, _ENDINGS):
        number, place = divmod(number, len(choices))
        words.append(choices[place])
    return words[0], "".join(words[1:])


def host(value: str, attempt: int = 0) -> str:
    """Return a host name."""
    number = int(_digits("host", value, attempt, 16), 16) % (
        _HOSTS * (1 + attempt // _ATTEMPTS_PER_SIZE)
    )
    return f"runai-{number + 100}.example.com"


def client_id(value: str, attempt: int = 0) -> str:
    """Return a client ID of the same length and punctuation; a longer one after many collisions."""
    more = attempt // _ATTEMPTS_PER_SIZE
    digits = iter(_digits("client ID", value, attempt, len(value) + more))
    shown = "".join(next(digits) if each.isalnum() else each for each in value)
    return shown + "".join(next(digits) for _ in range(more))


def _digits(kind: str, value: str, attempt: int, count: int) -> str:
    text = "\0".join((_SALT, kind, str(attempt), value))
    return shake_256(text.encode(errors="replace")).hexdigest(count)[:count]
