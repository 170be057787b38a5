"""Words make an entry, whatever they are, and nothing of them is lost."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import colleagues, understanding
from handlers.command import Services
from handlers.entry import LONGEST_NOTE
from handlers.request import Asker, Colleague, Mention, Place, Request, Standing, Words
from handlers.understanding import Understood
from storage.words import Gender, Kind, Opportunity, Platform, Setting, Visibility

BY_WORDS = [kind for kind in Kind if kind is not Kind.INTERVENE]
ANA, CLEO = Mention("U-ANA", "ana"), Mention("U-CLEO", "cleo")
ME, BOT, OUT, SHY = Mention("U-ME"), Mention("U-BOT", "robo"), Mention("U-OUT"), Mention("U-SHY", "shy")
ID = UUID("01900000-0000-7000-8000-00000000000a")
COLLEAGUES = {
    one.account: one
    for one in (
        Colleague("U-ANA", "Ana Lima", Standing.COLLEAGUE, ID),
        Colleague("U-CLEO", "Cleo Martin", Standing.COLLEAGUE, UUID(int=ID.int + 1)),
        Colleague("U-ME", "Ben Okafor", Standing.SELF, UUID(int=ID.int + 2)),
        Colleague("U-SHY", "Shy Person", Standing.UNLISTED, UUID(int=ID.int + 3)),
        Colleague("U-BOT", "Robo", Standing.BOT),
        Colleague("U-OUT", "", Standing.OUTSIDE),
    )
}


def request() -> Request:
    asker = Asker(
        organization_id=ID, organization_zone="UTC", k=5, reporting_url=None, intervention_notes=False,
        workspace_id=ID, account="U-ME", person_id=UUID(int=ID.int + 2), name="Ben Okafor", gender=Gender.MAN,
        team_id=None, language="en", zone="UTC", visibility=Visibility.PROGRAM, roles=frozenset(),
    )  # fmt: skip
    now = datetime(2026, 3, 4, 10, tzinfo=UTC)
    return Request(Words(()), asker, Platform.SLACK, Place.DIRECT, now, COLLEAGUES)


async def _nobody(*_: Any) -> None:
    return None


@pytest.fixture(autouse=True)
def nobody_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Typed names are test_colleagues.py's."""
    monkeypatch.setattr(colleagues, "typed_in", _nobody)


def understand(*parts: str | Mention, kind: Kind = Kind.AMPLIFY) -> Understood:
    services = Services(db=None, cipher=None, public_url="", library=None)  # type: ignore[arg-type]
    return asyncio.run(understanding.understand(request(), Words(parts), kind, services))


def test_the_example_of_the_manual() -> None:
    read = understand(ANA, " in the roadmap meeting: her caching idea was passed over, I brought it back to her")
    assert read.entry.colleague_id == ID
    assert read.entry.colleague == "Ana Lima"
    assert read.entry.setting is Setting.MEETING
    assert read.entry.occurred_on == date(2026, 3, 4)
    assert read.entry.visibility is Visibility.PROGRAM
    assert read.entry.note == "in the roadmap meeting: her caching idea was passed over, I brought it back to her"
    assert read.remarks == ()


def test_no_note_is_needed() -> None:
    assert understand(ANA).entry.note == ""
    assert understand(ANA, " yesterday").entry.note == ""
    assert understand(ANA, " yesterday").entry.occurred_on == date(2026, 3, 3)
    assert understand().entry.colleague_id is None


@pytest.mark.parametrize(
    ("parts", "note"),
    [
        ((ANA, ": her idea"), "her idea"),
        ((ANA, ", her idea"), ", her idea".lstrip(", ")),
        (("  ", ANA, " – her idea"), "her idea"),
        (("brought back ", ANA, "'s idea"), "brought back @Ana Lima's idea"),
        ((ANA, "her idea"), "her idea"),
        (("with", ANA, "and", CLEO), "with @Ana Lima and @Cleo Martin"),
        ((":tada: for ", ANA, ": well done"), ":tada: for @Ana Lima: well done"),
        ((ANA, " :-) nice"), ":-) nice"),
        ((ANA, "\x00 and \ud800"), "and ?"),
    ],
)
def test_notes_are_what_was_said(parts: tuple[str | Mention, ...], note: str) -> None:
    assert understand(*parts).entry.note == note


def test_the_place_is_read_before_the_colon_only() -> None:
    assert understand(ANA, " in our 1:1: she was left off the hiring panel").entry.setting is Setting.MEETING
    assert understand(ANA, ": the hiring meeting was hers").entry.setting is None
    assert understand(ANA, " :tada: in chat: thanks").entry.setting is Setting.CHAT


def test_a_day_that_cannot_be_is_said_and_set_to_today() -> None:
    for typed in ("tomorrow", "2025-12-01", "2026-02-31"):
        read = understand(ANA, f" {typed}: x")
        assert read.entry.occurred_on == date(2026, 3, 4)
        assert typed in read.entry.note
        (remark,) = read.remarks
        assert remark.startswith(f"“{typed}”")
        assert "Edit" in remark


def test_one_colleague_is_kept_and_the_others_are_told() -> None:
    read = understand(ANA, " and ", CLEO, " in standup: great")
    assert read.entry.colleague == "Ana Lima"
    assert read.entry.note == "@Ana Lima and @Cleo Martin in standup: great"
    (remark,) = read.remarks
    assert "Cleo Martin" in remark
    assert understand(ANA, " twice ", ANA).remarks == ()


@pytest.mark.parametrize(
    ("mention", "told"),
    [(ME, "yourself"), (BOT, "Robo is a bot"), (OUT, "isn't among your colleagues"), (SHY, "prefers not to be named")],
)
def test_who_cannot_be_named_is_told_and_the_act_is_kept(mention: Mention, told: str) -> None:
    read = understand(mention, " in standup: her idea")
    assert read.entry.colleague_id is None
    assert "her idea" in read.entry.note
    assert told in read.remarks[0]


def test_a_colleague_goes_before_who_cannot_be_named() -> None:
    read = understand(ME, " and ", ANA, ": x")
    assert read.entry.colleague == "Ana Lima"
    assert read.remarks == ()


def test_nothing_of_the_unlisted_is_kept() -> None:
    read = understand(SHY, " in standup: shy person's idea, said SHY PERSON")
    assert read.entry.note == "in standup: a colleague's idea, said a colleague"
    beside = understand(ANA, " with ", SHY)
    assert beside.entry.note == "@Ana Lima with a colleague"
    assert "left the name out" in beside.remarks[0]
    learned = understand("from ", SHY, " and ", ANA, kind=Kind.LEARN)
    assert learned.entry.note == "from a colleague and @Ana Lima"
    assert learned.entry.colleague_id is None
    assert len(learned.remarks) == 2


@pytest.mark.parametrize(
    ("text", "opportunity", "detail", "note"),
    [
        (" for staff engineer", Opportunity.ROLE, "staff engineer", ""),
        (" as speaker at the summit", Opportunity.TALK, "speaker at the summit", ""),
        (" for the keynote yesterday: she's the best", Opportunity.TALK, "the keynote", "she's the best"),
        (" in calibration for a promotion: it's due", Opportunity.PROMOTION, "a promotion", "in calibration: it's due"),
        (" for a talk on 12 May", Opportunity.TALK, "a talk on 12 May", ""),
        (" for yesterday", Opportunity.OTHER, "yesterday", ""),
        (": the migration project", Opportunity.PROJECT, "", "the migration project"),
        (": for the keynote", Opportunity.TALK, "the keynote", ""),
        ("", Opportunity.OTHER, "", ""),
    ],
)
def test_sponsoring_is_for_something(text: str, opportunity: Opportunity, detail: str, note: str) -> None:
    entry = understand(ANA, text, kind=Kind.SPONSOR).entry
    assert entry.nomination is not None
    assert (entry.nomination.opportunity, entry.nomination.detail, entry.note) == (opportunity, detail, note)


def test_sponsoring_reads_place_and_day_around_what_it_is_for() -> None:
    entry = understand(ANA, " yesterday for staff engineer in the calibration", kind=Kind.SPONSOR).entry
    assert entry.setting is Setting.REVIEW
    assert entry.occurred_on == date(2026, 3, 3)
    assert understand(ANA, " for hiring manager", kind=Kind.SPONSOR).entry.setting is None
    assert understand(ANA, " for the talk 3 days ago", kind=Kind.SPONSOR).entry.occurred_on == date(2026, 3, 1)


def test_what_is_too_long_to_put_forward_for_is_the_note() -> None:
    entry = understand(ANA, f" for a role {'x' * 300}", kind=Kind.SPONSOR).entry
    assert entry.nomination is not None
    assert entry.nomination.detail == ""
    assert entry.nomination.opportunity is Opportunity.ROLE
    assert entry.note.endswith("x" * 300)


def test_what_does_not_fit_in_a_note_is_given_back() -> None:
    read = understand(ANA, f" {'x' * LONGEST_NOTE}the rest")
    assert read.entry.note == "x" * LONGEST_NOTE
    assert read.remarks[-1].endswith(": the rest")


PIECES = st.text(max_size=60) | st.sampled_from(
    [
        ANA,
        CLEO,
        ME,
        BOT,
        OUT,
        SHY,
        " for ",
        " as ",
        ": ",
        " yesterday ",
        " in the meeting",
        "1:1",
        ":tada:",
        " on 31 Feb ",
    ]
)


@given(st.lists(PIECES, max_size=8), st.sampled_from(BY_WORDS))
def test_any_words_are_understood_and_nothing_is_lost(parts: list[str | Mention], kind: Kind) -> None:
    read = understand(*parts, kind=kind)
    entry = read.entry
    goal = entry.nomination.detail if entry.nomination else ""
    kept = " ".join([entry.note, goal, entry.colleague, *read.remarks])
    lost = {
        word
        for part in parts
        if isinstance(part, str)
        for word in understanding.clean(part).split()
        if word.strip(":,;–—-.") and word not in kept
    }
    assert lost <= {"for", "as", "yesterday", "yesterday.", "yesterday:"} | {word for word in lost if ":" in word}
    assert entry.occurred_on <= date(2026, 3, 4)
    assert len(entry.note) <= LONGEST_NOTE
