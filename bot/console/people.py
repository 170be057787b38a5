"""Who is on the local chat page: the example organization's people, and two who are not of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from bot.road import Profile
from storage.console_people import Listed

BOT = "upstander"
GUEST = "sasha.visitor"


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person as the page shows them. `role`: employee, manager, director, admin, bot or guest."""

    account: str
    name: str
    team: str
    role: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)


OTHERS = (
    Somebody(BOT, "Upstander", "", "bot"),
    Somebody(GUEST, "Sasha Visitor", "", "guest"),
)
"""Nobody one can be; one can mention them, and see what the answer is."""


def somebody(listed: Listed) -> Somebody:
    match listed:
        case Listed(is_admin=True):
            role = "admin"
        case Listed(leads_all=True):
            role = "director"
        case Listed(has_reports=True):
            role = "manager"
        case _:
            role = "employee"
    return Somebody(listed.account, listed.name, listed.team, role)


class ConsoleDirectory:
    """Everybody of the console has been made beforehand; only the other two are left to be asked about."""

    async def profile(self, workspace: str, account: str) -> Profile | None:  # noqa: ARG002 - the road's signature
        for one in OTHERS:
            if one.account == account:
                return Profile(account, one.name, is_bot=account == BOT, is_outside=True)
        return None
