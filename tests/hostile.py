"""Texts that a server, a colleague or an attacker could have put into a name."""

from __future__ import annotations

HOSTILE = (
    # markup
    "[/x]",
    "[/nope] unbalanced",
    "[RED] team",
    "[bold]loud[/bold]",
    "[b]",
    "[[]]",
    "[@click=app.quit]quit[/]",
    "[@click=app.bell()",
    "[link=https://x.example]link[/link]",
    "[on red] ",
    ":bomb: emoji code",
    "\\[escaped\\]",
    # what terminals obey
    "\x1b[31mred\x1b[0m",
    "\x1b[2J\x1b[Hgone",
    "\x1b[10;10Hmoved",
    "\x1b]0;title\x07",
    "\x1b]2;title\x1b\\",
    "\x1b]52;c;cHduZWQ=\x07",
    "\x1b]52;c;cHduZWQ=\x1b\\",
    "\x1b]8;;https://x.example\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]0;dy\x1b\\\x1b[21t",
    "\x1bP+q544e\x1b\\",
    "\x1b[c\x1b[>c\x1b[6n\x1b[?1049l",
    "\x1bc\x1b7\x1b8",
    "\x1b_apc\x1b\\\x1b^pm\x1b\\",
    "\x9b31mred\x9d0;title\x9c",
    "nul\x00 bell\x07 back\x08 del\x7f",
    "\x0e\x0f\x11\x13\x1a",
    # what breaks a line or a column
    "two\nlines\rand\ta tab\x0b\x0c",
    "next\x85line\u2028para\u2029graph",
    "\u202eevil\u2066 isolate\u2069\u200f",
    "zero\u200bwidth\u2060join\u200d\ufeff",
    "tag\U000e0041\U000e007f",
    "private\ue000 unassigned\u0378",
    "wide 日本語 name",
    "e" + "\u0301" * 200,
    "👩\u200d💻-👨\u200d👩\u200d👧",
    "flag 🇩🇪 skin 👍🏽 heart ❤\ufe0f",
    "ｆｕｌｌ ｗｉｄｔｈ",
    "Z̷a̴l̸g̶o̵",
    "мой-ключ",  # looks like Latin letters in part
    "מפתח-ייצור",
    "x" * 10_000,
    "line\n" * 5_000,
    # what other programs obey
    "=HYPERLINK(1)",
    "../../../etc/passwd",
    "%2e%2e%2f",
    "a/b?x=1#y",
    "$(reboot) `id` ; rm -rf ~ | cat",
    "'; DROP TABLE keys; --",
    "{0} %s {{x}}",
    "",
    " ",
)


def key_items() -> list[dict[str, object]]:
    """Write a list answer with a hostile text in every field of every key."""
    return [
        {
            "id": text or f"empty-{number}",
            "name": text,
            "clientId": text,
            "createdBy": text,
            "createdAt": text,
            "lastLogin": None,
        }
        for number, text in enumerate(HOSTILE)
    ]
