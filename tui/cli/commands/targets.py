"""`targets`: lists the targets of new secrets, or tests one with a dummy secret."""

from __future__ import annotations

import asyncio
import secrets
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from ...config.paths import config_path
from ...config.settings import SettingsError
from ...delivery.hand_over import NotReady, check_target
from ...delivery.private_file import AlreadyThere, SaveError
from ...delivery.secret_formats import K8S, SecretText
from ...delivery.target import placeholders_in
from ...workflows.deliver import deliver_to_all
from ..exit_codes import REFUSED
from .command import LocalCommand
from .deliver_secret import say_outcomes
from .destination import chosen_targets
from .output import print_whole, say
from .signals import cancelled_by_signals
from .table import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...delivery.target import Target

_TEST_NAME = "runai-keys-test"

_NONE = "There are no targets: add [targets.NAME] to {}.\n"

_MAY_REPLACE = (
    "The command of {} has no {{name}}, so the test may replace an existing secret: "
    "add --yes to allow that."
)

_LEFT = "{} now holds a dummy secret named {}: delete it there."


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "about", nargs="?", choices=("test",), help="deliver a dummy secret to a target"
    )
    parser.add_argument("target", nargs="?", metavar="TARGET", help="the target to test")
    parser.add_argument("--yes", action="store_true", help="test even if that may replace a secret")


def targets(flags: Namespace) -> int:
    """List the targets, or test one, and return the exit status.

    Raises:
        SettingsError: the config file has a mistake, or a target is not ready.
    """
    from ...config.parse import read_config

    path = config_path()
    known = read_config(path).targets
    if flags.about is None:
        return print_whole(_listed(known) if known else _NONE.format(path))
    if flags.target is None:
        raise SettingsError("say which target to test: runai-keys targets test TARGET.")
    (target,) = chosen_targets([flags.target], known)
    if not flags.yes and _may_replace(target):
        raise SettingsError(_MAY_REPLACE.format(target.name))
    return asyncio.run(_test(target, replace_it=flags.yes))


def _listed(known: Mapping[str, Target]) -> str:
    rows = [
        (target.name, target.form.name, target.where(), target.proof()) for target in known.values()
    ]
    return table(("NAME", "FORMAT", "WHERE", "READ BACK"), rows)


def _may_replace(target: Target) -> bool:
    """Check whether a target's command could overwrite a key's secret with the dummy."""
    has_name = "name" in placeholders_in(target.command) or target.form.name == K8S.name
    return target.path is None and not has_name


async def _test(target: Target, *, replace_it: bool) -> int:
    # Unlike any other text, as it is masked in the output of the target's program.
    dummy = f"DUMMY-NO-SECRET-{secrets.token_hex(8)}"
    texts = SecretText(_TEST_NAME, _TEST_NAME, dummy, f"https://{_TEST_NAME}.invalid")
    try:
        await check_target(target, _TEST_NAME, replace_it=replace_it)
    except AlreadyThere:
        say(f"{target.file_for(_TEST_NAME)} exists already: add --yes to replace it.")
        return REFUSED
    except NotReady as error:
        raise SettingsError(str(error)) from error
    except SaveError as error:
        say(str(error))
        return REFUSED
    task = asyncio.ensure_future(_deliver(target, texts, replace_it=replace_it))
    with cancelled_by_signals(task):
        return await task


async def _deliver(target: Target, texts: SecretText, *, replace_it: bool) -> int:
    # There is no note about a dummy.
    outcomes = await deliver_to_all(texts, [target], settle=lambda: None, replace_it=replace_it)
    say_outcomes(outcomes)
    if not outcomes[0].arrived:
        return REFUSED
    say(_LEFT.format(target.name, _TEST_NAME))
    return 0


COMMAND = LocalCommand(targets, _add_arguments)
