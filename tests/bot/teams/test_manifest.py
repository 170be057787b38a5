"""The app package that an administrator uploads to Teams."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from PIL import Image

from bot.settings import Settings, SettingsError
from bot.teams.manifest import app_package
from handlers.table import BY_WORD
from tests.fakes.teams import APP_ID, PASSWORD
from tests.fakes.teams_world import TENANT

ADDRESS = "https://upstander.example.com"


def package(**changes: Any) -> zipfile.ZipFile:
    given: dict[str, Any] = {
        "teams_app_id": APP_ID,
        "teams_app_password": PASSWORD,
        "teams_tenant_ids": (TENANT,),
        "public_url": ADDRESS,
    }
    return zipfile.ZipFile(io.BytesIO(app_package(Settings(**(given | changes)))))


def manifest() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(package().read("manifest.json"))
    return held


def test_the_package_holds_the_manifest_and_both_icons() -> None:
    assert package().namelist() == ["manifest.json", "color.png", "outline.png"]


def test_the_same_settings_give_the_same_bytes() -> None:
    first, second = package(), package()
    assert [first.read(one) for one in first.namelist()] == [second.read(one) for one in second.namelist()]


def test_the_colour_icon_is_192_by_192_and_full() -> None:
    icon = Image.open(io.BytesIO(package().read("color.png")))
    assert (icon.format, icon.size, icon.mode) == ("PNG", (192, 192), "RGB")


def test_the_outline_icon_is_32_by_32_and_white_on_nothing() -> None:
    icon = Image.open(io.BytesIO(package().read("outline.png")))
    assert (icon.format, icon.size, icon.mode) == ("PNG", (32, 32), "RGBA")
    pixels = [icon.getpixel((x, y)) for x in range(32) for y in range(32)]
    assert all(isinstance(one, tuple) and one[:3] == (255, 255, 255) for one in pixels)
    seen = {one[3] for one in pixels if isinstance(one, tuple)}
    assert min(seen) == 0
    assert max(seen) > 250


def test_the_bot_and_the_message_extension_are_ours() -> None:
    told = manifest()
    (bot,) = told["bots"]
    assert (bot["botId"], bot["scopes"]) == (APP_ID, ["personal", "team", "groupChat"])
    assert bot["isNotificationOnly"] is False
    (extension,) = told["composeExtensions"]
    (command,) = extension["commands"]
    assert (command["id"], command["context"], command["fetchTask"]) == ("logAllyship", ["message"], True)
    assert told["validDomains"] == ["upstander.example.com"]
    assert told["id"] != APP_ID


def test_what_teams_offers_are_words_the_bot_knows() -> None:
    (offered,) = manifest()["bots"][0]["commandLists"]
    assert 1 <= len(offered["commands"]) <= 10
    for command in offered["commands"]:
        assert command["title"] in BY_WORD
        assert 0 < len(command["title"]) <= 32
        assert len(command["description"]) > len(command["title"])
        assert len(command["description"]) <= 128


def test_nothing_is_asked_of_people_beyond_writing_to_them() -> None:
    told = manifest()
    assert told["permissions"] == ["identity", "messageTeamMembers"]
    assert "webApplicationInfo" not in told


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"teams_app_id": "", "teams_app_password": ""}, "TEAMS_APP_ID is missing"),
        ({"teams_app_id": "not-an-id"}, "TEAMS_APP_ID is not an app id"),
        ({"public_url": ""}, "PUBLIC_URL is missing"),
        ({"public_url": "http://127.0.0.1:8000"}, "PUBLIC_URL is missing"),
    ],
)
def test_what_is_missing_is_told(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        package(**changes)
