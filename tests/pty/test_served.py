"""The real program against a control plane across a socket."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.pty.served_demo import ServedDemo
from tests.pty.steps import (
    Start,
    create_key,
    delete_key,
    leave_panel,
    never_wait,
    regenerate_secret,
    reveal_secret,
)
from tests.pty.terminal import CTRL_U, ENTER, RIGHT, TAB, UP, Terminal

_WRONG_SECRET = "not-the-secret-at-all"


def test_a_pair_in_the_environment_signs_in_and_manages_keys_and_a_new_secret_is_tested(
    server: ServedDemo, start: Start, home: Path
) -> None:
    never_wait(home)
    terminal = start(environment=server.settings)
    terminal.wait_for("12/20")

    create_key(terminal, "walk-key")
    first = reveal_secret(terminal)
    leave_panel(terminal)
    terminal.wait_for("› walk-key")
    regenerate_secret(terminal)
    terminal.send("t")
    terminal.wait_for(re.compile(rf"{server.host} accepted .*It took", re.DOTALL))
    second = reveal_secret(terminal)
    leave_panel(terminal)
    delete_key(terminal, "walk-key")
    terminal.wait_for("12/20")

    assert first != second
    assert server.host in terminal.text
    assert "ana@acme.example" in terminal.text
    # What was revealed is in the output, so what is not there was never written.
    assert first.encode() in terminal.output
    assert server.secret.encode() not in terminal.output


def test_a_ready_token_alone_is_enough(server: ServedDemo, start: Start, home: Path) -> None:
    never_wait(home)
    token = server.token()
    terminal = start(
        environment={"RUNAI_BASE_URL": server.settings["RUNAI_BASE_URL"], "RUNAI_TOKEN": token}
    )
    terminal.wait_for("12/20")

    create_key(terminal, "walk-key")
    leave_panel(terminal)
    terminal.wait_for("› walk-key")
    delete_key(terminal, "walk-key")

    terminal.wait_for("12/20")
    assert token.encode() not in terminal.output


def test_a_dead_server_is_named_the_list_stays_and_r_recovers(
    server: ServedDemo, start: Start
) -> None:
    terminal = start(environment=server.settings)
    terminal.wait_for("12/20")

    server.kill()
    terminal.send("r")
    terminal.wait_for("The list shown is of")
    while_down = terminal.text
    server.start()
    terminal.send("r")
    terminal.wait_until(lambda: "Below is" not in terminal.text, "list without a notice")

    assert re.search(rf"{server.host} (refused|closed) the connection", while_down)
    assert "›@laptop-terminal" in while_down
    assert "›@laptop-terminal" in terminal.text


def test_a_start_without_a_server_says_so_and_r_lists_once_it_is_there(
    server: ServedDemo, start: Start
) -> None:
    server.kill()
    terminal = start(environment=server.settings)
    terminal.wait_for(f"{server.host} refused the connection")
    terminal.wait_for("r tries again")

    server.start()
    terminal.send("r")

    terminal.wait_for("12/20")


def test_the_form_says_why_it_refuses_a_secret_keeps_what_was_typed_and_signs_in_with_another(
    server: ServedDemo, start: Start
) -> None:
    terminal = start()

    _fill_in(terminal, server, _WRONG_SECRET)
    terminal.wait_for(re.compile(rf"{server.host} refused .* \(401", re.DOTALL))
    refused = terminal.text
    # On a small screen too.
    terminal.resize((60, 16))
    terminal.wait_for(re.compile(r"this client ID and\n *secret \(401"))
    terminal.send(CTRL_U)
    terminal.wait_until(lambda: "•" not in terminal.text, "empty secret")
    _type_secret(terminal, server.secret)
    terminal.send(ENTER)

    terminal.wait_for("12/20")
    terminal.send("q")
    assert terminal.wait_exit() == 0
    assert server.settings["RUNAI_BASE_URL"] in refused
    assert server.settings["RUNAI_CLIENT_ID"] in refused
    assert "•" * len(_WRONG_SECRET) in refused
    assert _WRONG_SECRET.encode() not in terminal.output
    assert server.secret.encode() not in terminal.output


def test_a_token_typed_into_the_form_signs_in(server: ServedDemo, start: Start) -> None:
    token = server.token()
    terminal = start()
    terminal.wait_for("Sign in to a Run:ai control plane")

    _type(terminal, server.settings["RUNAI_BASE_URL"])
    terminal.send(UP + RIGHT * 2 + TAB)
    _go_to(terminal, "Token")
    terminal.send(token)
    terminal.wait_for("•" * 20)
    terminal.send(ENTER)

    terminal.wait_for("12/20")
    assert token.encode() not in terminal.output


def _fill_in(terminal: Terminal, server: ServedDemo, secret: str) -> None:
    terminal.wait_for("Base URL")
    _type(terminal, server.settings["RUNAI_BASE_URL"])
    _go_to(terminal, "Client ID")
    _type(terminal, server.settings["RUNAI_CLIENT_ID"])
    _go_to(terminal, "Client secret")
    _type_secret(terminal, secret)
    terminal.send(ENTER)


def _go_to(terminal: Terminal, label: str) -> None:
    # The label of the field that has the focus looks different.
    pattern = re.compile(rf"^[ │]+({label})(?: |$)", re.MULTILINE)
    terminal.wait_for(pattern)
    before = terminal.style(pattern)
    terminal.send(TAB)
    terminal.wait_until(lambda: terminal.style(pattern) != before, f"focus on {label}")


def _type(terminal: Terminal, text: str) -> None:
    terminal.send(text)
    terminal.wait_for(text)


def _type_secret(terminal: Terminal, secret: str) -> None:
    terminal.send(secret)
    terminal.wait_for("•" * len(secret))


def test_a_secret_that_can_not_be_had_is_said_over_the_list_and_ends_nothing(
    server: ServedDemo, start: Start, home: Path
) -> None:
    config = home / ".config" / "runai-keys" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(
        f'[profiles.lab]\nbase_url = "{server.settings["RUNAI_BASE_URL"]}"\n'
        'client_id = "x"\nsecret_command = ["sh", "-c", "echo x >> $HOME/runs; exit 3"]\n'
    )

    terminal = start("--profile", "lab")

    terminal.wait_for(re.compile(r"command sh for \S+ failed with[\s│]+status 3"))
    terminal.send("\x1b")
    terminal.wait_for("r tries again")
    terminal.send("q")
    assert terminal.wait_exit() == 0
    assert (home / "runs").read_text() == "x\n"


@pytest.mark.parametrize("source", ["file", "secret command", "token command", "config file"])
def test_a_profile_connects_with_a_secret_from_its_source_and_stores_none(
    server: ServedDemo, home: Path, source: str
) -> None:
    secret = home / "secret"
    secret.write_text(f"{server.secret if source != 'token command' else server.token()}\n")
    secret.chmod(0o600)
    line = {
        "file": f'client_secret_file = "{secret}"',
        "secret command": f'secret_command = ["cat", "{secret}"]',
        "token command": f'token_command = ["cat", "{secret}"]',
        "config file": f'client_secret = "{server.secret}"',
    }[source]
    config = home / ".config" / "runai-keys" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(
        f'[profiles.lab]\nbase_url = "{server.settings["RUNAI_BASE_URL"]}"\n'
        f'client_id = "{server.settings["RUNAI_CLIENT_ID"]}"\n{line}\n'
        'color = "red"\nreadonly = true\n'
    )
    config.chmod(0o600)

    asked = home / "keyring-asked"
    (home / "keyring.py").write_text(f"from pathlib import Path\nPath({str(asked)!r}).touch()\n")
    program = (
        f"import sys; sys.path.insert(0, {str(home)!r}); from tui.cli.main import start; start()"
    )
    before = config.read_bytes()

    with Terminal([sys.executable, "-c", program, "--profile", "lab"], home) as terminal:
        terminal.wait_for("12/20")

        assert not asked.exists(), "a keyring may be absent, locked or hanging"
        assert config.read_bytes() == before
        assert " lab " in terminal.lines[0]
        assert "READ-ONLY" in terminal.lines[0]
        assert "n New" not in terminal.text
        assert server.secret.encode() not in terminal.output
