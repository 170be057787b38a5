"""Pages that no table lists: signed out, refused, not there, out of order. All their wording is here."""

from __future__ import annotations

from bot.dashboard.page import Page, Shown
from handlers.wording import ROLES

HOW_TO_GET_IN = "Write “/ally dashboard” to Upstander in your chat: the answer has a link for you."


def signed_out(*, just_now: bool = False) -> Shown:
    if just_now:
        return Shown("signed_out.html", "You are signed out", {"sentence": "Nobody can go on in your name here."})
    sentence = "You are not signed in here (any more). The dashboard is for program admins and auditors."
    return Shown("signed_out.html", "Sign in from your chat", {"sentence": sentence}, 403)


def dead_link() -> Shown:
    """The same for a link that never was, one that was used, and one that is over."""
    sentence = "Links to the dashboard open it once, within five minutes. Please ask for a new one."
    return Shown("signed_out.html", "This link does not work (any more)", {"sentence": sentence}, 404)


def no_role() -> Shown:
    sentence = "The dashboard is for program admins and auditors, and you are neither (any more)."
    return problem("This is not open to you", sentence, 403)


def not_open(page: Page) -> Shown:
    who = " and ".join(ROLES[role] for role in sorted(page.needs))
    return problem("This page is not open to you", f"It is for {who}.", 403)


def reads_only() -> Shown:
    return problem("Nothing was changed", "Auditors read; only a program admin can change something here.", 403)


def not_ours() -> Shown:
    sentence = (
        "This did not come from a page of yours here, or the page was out of date. Please load it anew and try again."
    )
    return problem("Nothing was changed", sentence, 403)


def missing() -> Shown:
    return problem("There is nothing here", "It is gone, or it never was. Please check the address.", 404)


def unreadable() -> Shown:
    return problem("Nothing was changed", "What your browser sent could not be read. Please try again.", 400)


def unavailable(code: str) -> Shown:
    sentence = "The database did not answer just now, and nothing was changed. Please try again in a minute."
    return problem("Please try again in a minute", sentence, 503, code)


def somebody_elses(name: str, whose: str) -> Shown:
    values = {"name": name, "whose": whose}
    return Shown("other_person.html", "This link is for somebody else", values, 403)


def problem(title: str, sentence: str, status: int, code: str = "") -> Shown:
    return Shown("problem.html", title, {"sentence": sentence, "code": code}, status)
