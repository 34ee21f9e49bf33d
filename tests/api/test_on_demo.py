"""Every operation works against a control plane that shares no code with the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from pydantic import SecretStr

from tui.api.bearer_auth import ClientCredentials, FixedToken, Password
from tui.api.errors import Rejected, SignInFailed
from tui.api.service import AccessKeyService
from tui.demo.server import Demo

if TYPE_CHECKING:
    from tui.api.access_key import AccessKey, KeyList
    from tui.api.bearer_auth import Grant


def session(demo: Demo, grant: Grant) -> AccessKeyService:
    return AccessKeyService(
        "https://demo.example", grant, transport=httpx.ASGITransport(app=demo.app)
    )


def named(key_list: KeyList, name: str) -> AccessKey:
    return next(key for key in key_list.keys if key.name == name)


async def test_my_keys_are_listed(service: AccessKeyService) -> None:
    key_list = await service.list_my_keys()
    assert len(key_list.keys) == 12
    assert key_list.skipped == 0
    assert {key.created_by for key in key_list.keys} == {None}
    assert all(key.last_login_known for key in key_list.keys)


async def test_all_keys_are_listed_with_their_owners(service: AccessKeyService) -> None:
    key_list = await service.list_all_keys()
    assert len(key_list.keys) > 80
    assert all(key.created_by for key in key_list.keys)


async def test_the_server_filters_by_client_id_and_owner(
    service: AccessKeyService, demo: Demo
) -> None:
    by_client = await service.list_all_keys(client_id=demo.client_id)
    assert [key.client_id for key in by_client.keys] == [demo.client_id]
    by_owner = await service.list_all_keys(created_by=demo.username)
    assert {key.created_by for key in by_owner.keys} == {demo.username}
    nobody = await service.list_all_keys(client_id=demo.client_id, created_by="a+b&c=d@x y")
    assert nobody.keys == ()


async def test_a_key_is_created_read_regenerated_and_deleted(service: AccessKeyService) -> None:
    new = await service.create_key("nightly-build")
    assert new.name == "nightly-build"
    assert (await service.verify(new.client_id, new.client_secret)).accepted

    key = await service.get_key(new.id)
    assert (key.name, key.client_id) == (new.name, new.client_id)

    secret = await service.regenerate_secret(new.id)
    assert secret != new.client_secret
    assert (await service.verify(new.client_id, secret)).accepted
    assert not (await service.verify(new.client_id, new.client_secret)).accepted

    await service.delete_my_key(new.id)
    with pytest.raises(Rejected) as caught:
        await service.delete_my_key(new.id)
    assert caught.value.status == 404


async def test_an_administrator_deletes_anybody_s_key(
    service: AccessKeyService, demo: Demo
) -> None:
    everybody_s = (await service.list_all_keys()).keys
    victim = next(key for key in everybody_s if key.created_by != demo.username)
    await service.delete_any_key(victim.id)
    assert victim.id not in {key.id for key in (await service.list_all_keys()).keys}


async def test_a_taken_name_is_rejected_in_the_server_s_words(service: AccessKeyService) -> None:
    taken = (await service.list_my_keys()).keys[0].name
    with pytest.raises(Rejected) as caught:
        await service.create_key(taken)
    assert caught.value.status == 409
    assert caught.value.message == "Resource with this name already exists"
    assert caught.value.message in caught.value.reason
    assert "another name" in caught.value.advice


async def test_administration_is_closed_to_users_but_their_own_keys_are_not() -> None:
    demo = Demo(role="user")
    service = session(demo, ClientCredentials(demo.client_id, SecretStr(demo.client_secret)))
    with pytest.raises(Rejected) as caught:
        await service.list_all_keys()
    assert caught.value.status == 403
    assert (await service.list_my_keys()).keys


async def test_the_session_knows_whose_it_is(service: AccessKeyService, demo: Demo) -> None:
    assert service.client_id == demo.client_id
    assert service.signed_in_as is None
    await service.list_my_keys()
    assert service.signed_in_as == demo.username


async def test_a_local_user_signs_in_with_a_password(demo: Demo) -> None:
    service = session(demo, Password(demo.username, SecretStr(demo.password)))
    assert (await service.list_my_keys()).keys
    assert service.client_id is None
    with pytest.raises(SignInFailed):
        await session(demo, Password(demo.username, SecretStr("wrong"))).list_my_keys()


async def test_a_fixed_token_signs_in_without_a_token_request(demo: Demo) -> None:
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=demo.app))
    form = {"grant_type": "password", "username": demo.username, "password": demo.password}
    token = (await client.post("https://demo.example/api/v2/token", data=form)).json()
    demo.requests.clear()

    service = session(demo, FixedToken(SecretStr(token["access_token"])))
    assert (await service.list_my_keys()).keys
    assert demo.requests == [("GET", "/api/v1/access-keys", 200)]
    assert service.signed_in_as == demo.username


async def test_the_session_goes_on_after_its_own_key_was_regenerated(
    service: AccessKeyService, demo: Demo
) -> None:
    own = next(k for k in (await service.list_my_keys()).keys if k.client_id == demo.client_id)
    service.use_secret(await service.regenerate_secret(own.id))
    demo.store.revoke_tokens()
    assert (await service.list_my_keys()).keys
