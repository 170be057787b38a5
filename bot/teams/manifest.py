"""The Teams app package: a zip of the manifest and two icons, as an administrator uploads it.

The manifest follows Microsoft's schema 1.19; `make e2e` validates it against the schema that Microsoft publishes.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from bot.settings import PREFIX, Settings, SettingsError
from bot.teams import icons
from bot.teams.about import ABOUT
from bot.teams.translate import LOG_COMMAND
from handlers.command import Command
from handlers.table import COMMANDS

SCHEMA_VERSION = "1.19"
SCHEMA = f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA_VERSION}/MicrosoftTeams.schema.json"
OFFERED = ("log", "amplify", "sponsor", "intervene", "recognize", "me", "undo", "team", "privacy", "help")
"""What Teams offers while one types; it takes ten at most. The other commands work all the same; `help` has them."""
TITLE_LENGTH = 32
DESCRIPTION_LENGTH = 128
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SAME_DATE = (2026, 1, 1, 0, 0, 0)


def app_package(settings: Settings) -> bytes:
    """The zip file; the same settings give the same bytes. Raises SettingsError where something is missing."""
    problems = _problems(settings)
    if problems:
        raise SettingsError("\n".join(problems))
    files = {
        "manifest.json": json.dumps(manifest(settings), indent=2, ensure_ascii=False).encode(),
        "color.png": icons.color(),
        "outline.png": icons.outline(),
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(zipfile.ZipInfo(name, _SAME_DATE), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def manifest(settings: Settings) -> dict[str, Any]:
    """What Teams needs to know of the app."""
    about = f"{settings.public_url}{ABOUT}"
    bot = settings.teams_app_id.lower()
    return {
        "$schema": SCHEMA,
        "manifestVersion": SCHEMA_VERSION,
        "version": re.match(r"\d+\.\d+\.\d+", version("upstander"))[0],  # type: ignore[index]
        "id": str(uuid5(NAMESPACE_URL, f"upstander:{bot}")),
        "developer": {
            "name": "Upstander",
            "websiteUrl": about,
            "privacyUrl": f"{about}#privacy",
            "termsOfUseUrl": f"{about}#terms",
        },
        "name": {"short": "Upstander", "full": "Upstander: everyday allyship at work"},
        "description": {
            "short": "Log what you do as an ally, in a sentence, and see what it adds up to.",
            "full": (
                "Upstander keeps track of everyday allyship: crediting a colleague's idea, putting someone forward for "
                "a role, stepping in on a biased remark. You log what you did by a form or in one sentence, see your "
                "own record, and change, export or erase it at any time. Teams are shown as counts only, and only "
                "where the group is large enough that nobody can be singled out. There are no scores of people and no "
                "leaderboards. Everything you ask is answered in your private chat."
            ),
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": icons.ACCENT,
        "bots": [
            {
                "botId": bot,
                "scopes": ["personal", "team", "groupChat"],
                "isNotificationOnly": False,
                "supportsFiles": False,
                "commandLists": [{"scopes": ["personal", "team", "groupChat"], "commands": _offered(COMMANDS)}],
            }
        ],
        "composeExtensions": [
            {
                "botId": bot,
                "commands": [
                    {
                        "id": LOG_COMMAND,
                        "type": "action",
                        "title": "Log allyship",
                        "description": "Log what you did as an ally for the person who wrote this. "
                        "The message itself is not read.",
                        "context": ["message"],
                        "fetchTask": True,
                        "taskInfo": {"title": "Log allyship", "width": "medium", "height": "medium"},
                    }
                ],
            }
        ],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [urlsplit(settings.public_url).netloc],
        "defaultInstallScope": "personal",
    }


def _offered(commands: Sequence[Command]) -> list[dict[str, str]]:
    by_name = {command.name: command for command in commands}
    return [{"title": name[:TITLE_LENGTH], "description": _short(by_name[name].summary or name)} for name in OFFERED]


def _short(text: str) -> str:
    return text if len(text) <= DESCRIPTION_LENGTH else f"{text[: DESCRIPTION_LENGTH - 1].rstrip()}…"


def _problems(settings: Settings) -> list[str]:
    problems = []
    if not settings.teams_app_id:
        problems.append(f"{PREFIX}TEAMS_APP_ID is missing: the package names your bot by it.")
    elif not _GUID.fullmatch(settings.teams_app_id):
        problems.append(f"{PREFIX}TEAMS_APP_ID is not an app id: it looks like 00000000-0000-0000-0000-000000000000.")
    if not settings.public_url.startswith("https://"):
        problems.append(f"{PREFIX}PUBLIC_URL is missing: Teams shows people an https page about the app there.")
    return problems
