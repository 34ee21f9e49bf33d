"""Table of the README's formats of secrets: `python -m tests.cli.readme_formats`."""

from __future__ import annotations

from tui.delivery.secret_formats import FORMATS, SecretFormat


def readme_formats_table() -> str:
    """Write a row for each format, as the program declares it."""
    rows = ["| format | file | holds | for |", "| --- | --- | --- | --- |"]
    rows += [
        f"| `{form.name}` | {_files(form)} | {form.holds} | {form.readers} |" for form in FORMATS
    ]
    return "".join(f"{row}\n" for row in rows)


def _files(form: SecretFormat) -> str:
    return ", ".join(f"`NAME{suffix}`" for suffix in form.suffixes)


if __name__ == "__main__":
    print(readme_formats_table(), end="")  # noqa: T201
