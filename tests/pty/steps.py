"""Steps of a user; each ends when its effect is on the screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

from tests.pty.emulator import Replies
from tests.pty.terminal import ENTER, TAB, Terminal

SECRET = re.compile(r"Client secret +([^\s•]+)")
MASKED_SECRET = re.compile(r"Client secret +•{8,}")


class Start(Protocol):
    """Starts the program with options and environment variables."""

    def __call__(
        self,
        *options: str,
        environment: Mapping[str, str] | None = None,
        size: tuple[int, int] = (80, 24),
        replies: Replies = ...,
    ) -> Terminal: ...


@contextmanager
def starting(
    home: Path, command: Callable[[tuple[str, ...]], list[str]], *, afresh: bool = False
) -> Iterator[Start]:
    """Start what a command makes of options, as often as wanted, and end all of it together."""
    with ExitStack() as terminals:

        def start_program(
            *options: str,
            environment: Mapping[str, str] | None = None,
            size: tuple[int, int] = (80, 24),
            replies: Replies = Replies(),  # noqa: B008 - it can't be changed
        ) -> Terminal:
            terminal = Terminal(
                command(options),
                home,
                size=size,
                environment=environment,
                replies=replies,
                afresh=afresh,
            )
            return terminals.enter_context(terminal)

        yield start_program


def create_key(terminal: Terminal, name: str) -> None:
    """Create a key from its list, and stop at the panel with the masked secret."""
    terminal.send("n")
    # Told only once the field has the focus: what is typed before that goes nowhere.
    terminal.wait_for("enter Go on")
    terminal.send(name)
    terminal.wait_for(name)
    terminal.send(ENTER)
    terminal.wait_for(MASKED_SECRET)


def reveal_secret(terminal: Terminal) -> str:
    """Unmask the secret in the panel, and give it."""
    terminal.send("v")
    return terminal.wait_for(SECRET)


def leave_panel(terminal: Terminal) -> None:
    """Leave the panel without the secret, on purpose."""
    terminal.send("q")
    terminal.wait_for("neither copied nor saved")
    press_button(terminal, "Stay", "Leave it behind")
    terminal.wait_for("? Help")


def regenerate_secret(terminal: Terminal) -> None:
    """Replace the secret of an unused key under the cursor, and stop at the panel."""
    terminal.send("S")
    press_button(terminal, "Cancel", "Replace the secret")
    terminal.wait_for(MASKED_SECRET)


def ask_to_delete(terminal: Terminal, name: str) -> None:
    """Delete the key under the cursor, soon, by typing its name."""
    terminal.send("D")
    terminal.wait_for(f"Type the name, {name}, to go on:")
    terminal.send(name)
    wait_for_button(terminal, "Cancel", "Delete")
    terminal.send(ENTER)


def delete_key(terminal: Terminal, name: str) -> None:
    """Delete the key under the cursor where deletes don't wait."""
    ask_to_delete(terminal, name)
    terminal.wait_for(f"Deleted {name}.")


def delete_and_quit(terminal: Terminal, name: str) -> None:
    """Delete the key under the cursor, and quit without waiting for its time."""
    ask_to_delete(terminal, name)
    terminal.wait_for(f"Deleting {name} in")
    terminal.send("q")
    terminal.wait_for("Deletes are still waiting")
    terminal.send(TAB)
    press_button(terminal, "Take back", "Delete now")
    assert terminal.wait_exit() == 0


def never_wait(home: Path) -> None:
    """Set that deletes are sent at once."""
    config = home / ".config" / "runai-keys" / "config.toml"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text("delete_after = 0\n")


def press_button(terminal: Terminal, safe: str, button: str) -> None:
    """Press the button beside the safe one, which has the focus, as soon as that can be done."""
    go_to_button(terminal, safe, button)
    terminal.send(ENTER)


def go_to_button(terminal: Terminal, safe: str, button: str) -> None:
    """Leave the safe button for the one beside it, as soon as that can be pressed."""
    wait_for_button(terminal, safe, button)
    focused = terminal.style(_buttons(safe, button, which=1))
    terminal.send(TAB)
    terminal.wait_until(
        lambda: terminal.style(_buttons(safe, button, which=2)) == focused, f"focus on {button}"
    )


def wait_for_button(terminal: Terminal, safe: str, button: str) -> None:
    """Wait until a button can be pressed: until then its label is paler than the safe one's."""

    def is_enabled() -> bool:
        styles = [terminal.style(_buttons(safe, button, which=which)) for which in (1, 2)]
        shades = {style and (style.color, style.is_dim) for style in styles}
        return None not in styles and len(shades) == 1

    terminal.wait_until(is_enabled, f"button {button} that can be pressed")


def _buttons(safe: str, button: str, *, which: int) -> re.Pattern[str]:
    labels = [re.escape(safe), re.escape(button)]
    labels[which - 1] = f"({labels[which - 1]})"
    return re.compile("  +".join(labels))
