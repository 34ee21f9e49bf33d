"""Secrets that Kubernetes, Docker and systemd mount are read where nobody else can read them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.config.private_file import ReadError, SmallFile, read_small

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make files of root's")

_USER, _GROUP, _OTHER_GROUP = 4711, 4712, 4713


@pytest.fixture
def volume(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Make a folder of root's that everybody can enter, and be another user."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: _USER)
    monkeypatch.setattr(os, "getegid", lambda: _USER)
    monkeypatch.setattr(os, "getgroups", lambda: [_USER, _GROUP])
    yield folder
    shutil.rmtree(folder)


def _mounted(folder: Path, mode: int, group: int = _GROUP) -> Path:
    path = folder / "secret"
    path.write_text("s3cret")
    os.chown(path, 0, group)
    path.chmod(mode)
    return path


def _kubernetes(volume: Path, mode: int, group: int = _GROUP, folder_mode: int = 0o3777) -> Path:
    """Lay out a volume as Kubernetes does, with links that it exchanges when a secret changes."""
    data = volume / "..2026_11_29_10_00_00.123"
    data.mkdir(mode=0o755)
    _mounted(data, mode, group)
    (volume / "..data").symlink_to(data.name)
    (volume / "secret").symlink_to("..data/secret")
    os.chown(volume, 0, group)
    volume.chmod(folder_mode)
    return volume / "secret"


def _checked(path: Path) -> SmallFile:
    file = read_small(path)
    assert file is not None
    file.refuse_unless_private()
    return file


def _refusal(path: Path) -> str:
    with pytest.raises(ReadError) as caught:
        _checked(path)
    assert "s3cret" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(("mode", "group"), [(0o440, _GROUP), (0o400, 0), (0o440, 0)])
@pytest.mark.parametrize("folder_mode", [0o3777, 0o755])
def test_a_secret_of_kubernetes_for_the_user_s_group_is_read_through_its_links(
    volume: Path, mode: int, group: int, folder_mode: int
) -> None:
    assert _checked(_kubernetes(volume, mode, group, folder_mode)).text == "s3cret"


@pytest.mark.parametrize(("mode", "group"), [(0o440, _GROUP), (0o400, 0)])
def test_a_secret_of_docker_for_the_user_s_group_is_read(
    volume: Path, mode: int, group: int
) -> None:
    assert _checked(_mounted(volume, mode, group)).text == "s3cret"


@pytest.mark.parametrize(("mode", "group"), [(0o440, 0), (0o444, 0), (0o440, _OTHER_GROUP)])
@pytest.mark.parametrize(("folder_mode", "owner"), [(0o550, 0), (0o700, _USER), (0o500, _USER)])
def test_a_credential_of_systemd_is_read_in_a_folder_that_others_can_not_enter(
    volume: Path, mode: int, group: int, folder_mode: int, owner: int
) -> None:
    folder = volume / "unit.service"
    folder.mkdir()
    path = _mounted(folder, mode, group)
    os.chown(folder, owner, 0)
    folder.chmod(folder_mode)

    assert _checked(path).text == "s3cret"


@pytest.mark.parametrize(("mode", "group"), [(0o444, 0), (0o644, 0), (0o440, _OTHER_GROUP)])
@pytest.mark.parametrize("lay_out", [_mounted, _kubernetes], ids=["docker", "kubernetes"])
def test_a_secret_that_others_read_is_refused_with_what_works(
    volume: Path, mode: int, group: int, lay_out: type
) -> None:
    path = lay_out(volume, mode, group)

    said = _refusal(path)

    assert "others may read it, which only root can change: have it mounted with mode 0440" in said
    assert f'secret_command = ["cat", "{path}"]' in said


def test_a_file_of_one_s_own_that_others_read_is_for_its_owner_to_change(volume: Path) -> None:
    path = _mounted(volume, 0o440)
    os.chown(path, _USER, _GROUP)

    assert _refusal(path).endswith(f"run chmod 600 {path}.")


def test_a_link_in_a_folder_that_others_can_change_is_refused(volume: Path) -> None:
    assert "is a link" in _refusal(_kubernetes(volume, 0o440, folder_mode=0o777))


@pytest.mark.parametrize("link", ["secret", "..data"])
def test_a_link_that_is_not_root_s_is_refused(volume: Path, link: str) -> None:
    path = _kubernetes(volume, 0o440)
    os.chown(volume / link, _USER, _USER, follow_symlinks=False)

    assert "is a link" in _refusal(path)


def test_links_that_lead_up_or_begin_at_the_root_are_followed(volume: Path) -> None:
    path = _kubernetes(volume, 0o440)
    for number, target in enumerate((str(path), f"../{volume.name}/secret")):
        link = volume / f"link-{number}"
        link.symlink_to(target)
        assert _checked(link).text == "s3cret"
