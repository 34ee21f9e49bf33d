"""Table of the README's settings of the config file: `python -m tests.cli.readme_settings`."""

from __future__ import annotations

from tui.app.keymap import with_key_names
from tui.config.declared_settings import Kind, Place, Setting, settings_at
from tui.config.targets import TARGET_SETTINGS

_VALUES = {
    Kind.TEXT: "text",
    Kind.URL: "address",
    Kind.PATH: "path",
    Kind.FLAG: "`true`, `false`",
    Kind.SECONDS: "seconds",
    Kind.REFRESH: "seconds",
    Kind.TIMEOUT: "seconds",
    Kind.DAYS: "days",
    Kind.HOURS: "hours",
    Kind.COMMAND: "list of words",
}


def readme_settings_table() -> str:
    """Write a row for each setting, as the program declares it."""
    places: dict[Setting, list[str]] = {}
    for place in Place:
        for setting in settings_at(place):
            places.setdefault(setting, []).append(place.value)
    rows = ["| where | setting | value | meaning |", "| --- | --- | --- | --- |"]
    rows += [_row(", ".join(where), setting) for setting, where in places.items()]
    rows += [_row("target", setting) for setting in TARGET_SETTINGS]
    return "\n".join(rows) + "\n"


def _row(where: str, setting: Setting) -> str:
    meaning = with_key_names(setting.meaning)
    return f"| {where} | `{setting.name}` | {_value(setting)} | {meaning} |"


def _value(setting: Setting) -> str:
    choices = ", ".join(f"`{choice}`" for choice in setting.choices)
    return choices or _VALUES[setting.kind]


if __name__ == "__main__":
    print(readme_settings_table(), end="")  # noqa: T201
