"""Two pages of a test's own, so that the edge is tried without what real pages do."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.datastructures import FormData

from bot.dashboard.page import ADMINS, READERS, Missing, Moved, Page, Shown, Visit


@dataclass
class Probe:
    """What reached the pages."""

    shown: list[Visit] = field(default_factory=list)
    acted: list[str] = field(default_factory=list)

    def pages(self) -> tuple[Page, ...]:
        return (
            Page("for-both", READERS, self._show, {"do": self._do, "refuse": self._refuse}, menu="For both"),
            Page("for-admins", ADMINS, self._show, {"do": self._do}, menu="For admins"),
            Page("things/{thing}", READERS, self._show, under="for-both"),
        )

    async def _show(self, visit: Visit) -> Shown | Missing:
        self.shown.append(visit)
        if visit.path.get("thing") == "gone":
            return Missing()
        return Shown("problem.html", "A probe", {"sentence": "It was reached.", "code": ""})

    async def _do(self, visit: Visit, form: FormData) -> Shown | Moved | Missing:
        self.acted.append(str(form.get("what", "")))
        return Moved("for-both", "It was done, for <b>you</b>.")

    async def _refuse(self, visit: Visit, form: FormData) -> Shown | Moved | Missing:
        return Shown("problem.html", "Not yet", {"sentence": "Something is missing.", "code": ""}, 422)
