"""A crash report has the types and places of exceptions, but not their messages."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.delivery.support import canary
from tests.leaks import found_in
from tui.runtime.crash_report import crash_message, report, summary


def fail(error: Exception) -> None:
    raise error from None


def fail_again(first: Exception, then: Exception) -> None:
    try:
        fail(first)
    except type(first):
        fail(then)


def raised(fails: Callable[..., None], *errors: Exception) -> Exception:
    with pytest.raises(type(errors[-1])) as caught:
        fails(*errors)
    return caught.value


def nested(secret: str) -> ExceptionGroup[Exception]:
    """Return a group of exceptions with causes and contexts that all quote the secret."""
    undecodable = UnicodeDecodeError("ascii", secret.encode(), 0, 1, secret)
    with_context = raised(fail_again, KeyError(secret), undecodable)
    with_cause = OSError(5, secret, secret)
    with_cause.__cause__ = raised(fail, ValueError({"secret": secret}))
    with_cause.add_note(secret)
    group = ExceptionGroup(secret, [with_cause, with_context])
    raised(fail, group)
    return group


def test_the_report_lists_each_exception_of_the_chain_without_its_message() -> None:
    secret = canary()
    error = nested(secret)

    said = summary(error) + report(error)

    names = [line for line in report(error).splitlines()[2:] if line and line[0] != " "]
    assert names == ["ExceptionGroup", "OSError", "ValueError", "UnicodeDecodeError", "KeyError"]
    assert found_in(secret, repr([error, error.exceptions]).encode())
    assert not found_in(secret, said.encode())


def test_exceptions_that_caused_each_other_are_listed_once() -> None:
    first, second = raised(fail, RuntimeError()), raised(fail, ValueError())
    first.__cause__, second.__cause__ = second, first

    assert report(first).count("RuntimeError") == 1


@pytest.mark.parametrize("missing", ["a folder", "tui.delivery.private_file", "platformdirs"])
def test_a_report_that_cannot_be_saved_is_printed_without_messages(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setitem(sys.modules, missing, None)
    secret = canary()

    said = crash_message(nested(secret))

    assert "test_crash_report.py" in said
    assert "Please report it" not in said
    assert not found_in(secret, said.encode())
