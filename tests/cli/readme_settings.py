"""Prints the README's table of the config file: `python -m tests.cli.readme_settings`."""

from __future__ import annotations

from tui.config.options import GENERAL, PROFILE, Kind, Option

_VALUES = {
    Kind.TEXT: "text",
    Kind.URL: "address",
    Kind.PATH: "path",
    Kind.FLAG: "`true`, `false`",
    Kind.SECONDS: "seconds",
    Kind.REFRESH: "seconds",
    Kind.DAYS: "days",
    Kind.COMMAND: "list of words",
}


def readme_settings_table() -> str:
    """Write a row for each setting, as the program declares it."""
    rows = ["| where | setting | value | meaning |", "| --- | --- | --- | --- |"]
    for where, options in (("top", GENERAL), ("profile", PROFILE)):
        rows += [
            f"| {where} | `{option.name}` | {_value(option)} | {option.meaning} |"
            for option in options
        ]
    return "\n".join(rows) + "\n"


def _value(option: Option) -> str:
    choices = ", ".join(f"`{choice}`" for choice in option.choices)
    return choices or _VALUES[option.kind]


if __name__ == "__main__":
    print(readme_settings_table(), end="")  # noqa: T201
