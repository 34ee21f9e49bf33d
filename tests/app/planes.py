"""Two control planes with a profile each, and the program on one of them."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from textual.pilot import Pilot

from tests.app.faulty import Faulty
from tests.app.support import NOW, settle
from tests.app.timer import Timer
from tui.api import service as service_module
from tui.app.app import AccessKeysApp
from tui.cli.parser import parser
from tui.config.profiles import Profiles
from tui.demo.server import Demo
from tui.session.session import Session


class Planes:
    """`prod` and `lab`, each with keys and a secret of its own, and the config file for both."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.config = folder / "config.toml"
        self.prod = Demo(now=lambda: NOW)
        self.lab = Demo(now=lambda: NOW, client_secret="lab-secret-lab-secret-lab-secret")
        for key in self.lab.store.my_keys():
            if key.client_id != self.lab.client_id:
                self.lab.store.remove_key(key.id)
        self.ways = {"prod": Faulty(self.prod), "lab": Faulty(self.lab)}
        """The way to each, which can fail."""
        texts = [
            self._profile(folder, "prod", self.prod, 'color = "red"'),
            self._profile(folder, "lab", self.lab, 'color = "green"\nreadonly = true'),
            '[profiles.asks]\nbase_url = "https://lab.example"\n',
        ]
        self.config.write_text("\n".join(texts))
        for name in ("XDG_CONFIG_HOME", "RUNAI_CLI_CONFIG_PATH"):
            monkeypatch.setenv(name, str(folder / "none"))
        monkeypatch.setattr("tui.session.connect.AccessKeyService", self._connected())

    def _profile(self, folder: Path, name: str, demo: Demo, more: str) -> str:
        secret = folder / f"{name}-secret"
        secret.write_text(demo.client_secret)
        secret.chmod(0o600)
        return (
            f'[profiles.{name}]\nbase_url = "https://{name}.example"\n'
            f'client_id = "{demo.client_id}"\nclient_secret_file = "{secret}"\n{more}\n'
        )

    def _connected(self) -> type[service_module.AccessKeyService]:
        ways = self.ways

        class Connected(service_module.AccessKeyService):
            def __init__(self, base_url: str, *arguments: object, **options: object) -> None:
                name = httpx.URL(base_url).host.partition(".")[0]
                options["transport"] = ways[name]
                super().__init__(base_url, *arguments, **options)  # type: ignore[arg-type]

        return Connected

    @asynccontextmanager
    async def running(
        self,
        *flags: str,
        start: str = "prod",
        timer: Timer | None = None,
        size: tuple[int, int] = (80, 24),
    ) -> AsyncIterator[Pilot[None]]:
        """Run the program, connected by a profile."""
        timer = timer or Timer(NOW)
        profiles = Profiles(parser().parse_args(flags), os.environ, lambda: self.config)
        session = Session(
            profiles.settings(start),
            profiles=profiles,
            now=lambda: timer.now,
            sleep=timer.sleep,
        )
        app = AccessKeysApp(session)
        async with app.run_test(size=size, notifications=True) as pilot:
            await settle(pilot)
            yield pilot
