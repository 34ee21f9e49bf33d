"""Routes and formats are declared once: one that is added to its list is known everywhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_A_ROUTE = """\
import asyncio, contextlib, io, sys
from pathlib import Path
from tui.delivery import clipboard_routes
from tui.delivery.outcome import verified

async def send(text, environment, write, secret):
    return verified(f"Faxed {text}.")

fax = clipboard_routes.Route("fax", "fax", lambda _: "", send)
clipboard_routes.ROUTES += (fax,)

from tui.delivery.clipboard import Clipboard
clipboard = Clipboard({}, None, route="fax")
assert clipboard.explain() == "Copies go by way of fax, because --clipboard fax asks for it."
assert asyncio.run(clipboard.copy("text")).text == "Faxed text."

from tests.cli.test_readme import test_the_table_of_settings_is_what_the_config_file_takes
try:
    test_the_table_of_settings_is_what_the_config_file_takes()
except AssertionError:
    pass
else:
    sys.exit("nobody would miss it in README")

from tui.cli.main import main
helped = io.TextIOWrapper(io.BytesIO(), "utf-8")
with contextlib.redirect_stdout(helped), contextlib.suppress(SystemExit):
    main(["--help"])
assert "fax" in helped.buffer.getvalue().decode()

config = Path(sys.argv[1], "config.toml")
config.write_text('clipboard = "fax"\\n')
from tui.config.parse import read_config
assert read_config(config).general["clipboard"] == "fax"
"""

_A_FORMAT = """\
import asyncio, contextlib, io, sys
from pathlib import Path
from pydantic import SecretStr
from tui.delivery import secret_formats as formats

toml = formats.SecretFormat(
    *("toml", "TOML", (".toml",), "the secret", "tomlq"),
    lambda texts: f"secret = {texts.secret}",
    lambda file: (f"tomlq {file} | ", ""),
)
formats.FORMATS += (toml,)

from tui.workflows.issue_secret import Credentials, save_credentials
file = Path(sys.argv[1], "key.toml")
made = Credentials("key", "id", SecretStr("s3cret"), "https://acme.example")
asyncio.run(save_credentials(made, file))
assert file.read_text() == "secret = s3cret"

from tui.delivery.curl_command import curl_command
assert curl_command("https://acme.example", "id", saved=file).startswith(f"tomlq {file} | curl ")
assert formats.file_name("key", toml) == "key.toml"

from tui.cli.main import main
helped = io.TextIOWrapper(io.BytesIO(), "utf-8")
with contextlib.redirect_stdout(helped), contextlib.suppress(SystemExit):
    main(["create", "--help"])
assert ".toml" in helped.buffer.getvalue().decode()

assert "toml" in helped.buffer.getvalue().decode().partition("--format {")[2].partition("}")[0]

from tui.config.parse import read_config
config = Path(sys.argv[1], "config.toml")
config.write_text('[targets.a]\\npath = "a.toml"\\n')
assert read_config(config).targets["a"].form is toml

from tui.app.dialogs.secret.save_secret import SaveSecret
from tui.app.dialogs.secret.deliver_to import DeliverTo
from tui.app.dialogs.secret.format_row import FormatRow
from tui.config.settings import Settings
from tui.session.session import Session
(form,) = SaveSecret(made).compose_box()
assert form._below[0].show_for(file) == "TOML"
(_, field, _) = DeliverTo(Session(Settings())).compose()
assert ".toml" in field.placeholder
(_, formats) = FormatRow().compose()
assert "toml" in formats.options
"""


@pytest.mark.parametrize("code", [_A_ROUTE, _A_FORMAT], ids=["clipboard route", "secret format"])
def test_an_added_route_or_format_is_known_everywhere(tmp_path: Path, code: str) -> None:
    command = [sys.executable, "-c", code, str(tmp_path)]
    finished = subprocess.run(command, check=False, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr


"""
"""
