"""`/ally me`: a person's own record, and nobody else's."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.request import Reply
from messages.blocks import Chart, Message
from storage.models.base import new_id
from storage.words import Incident, Kind, Outcome, Withdrawal
from tests.golden import check_golden
from tests.handlers.crowds import act, with_steady_ids
from tests.walking import Walk, all_buttons, words_of

TODAY = date(2026, 3, 4)


def chart(reply: Reply) -> Chart:
    assert isinstance(reply, Message)
    return next(block for block in reply.blocks if isinstance(block, Chart))


def labels(reply: Reply) -> list[str]:
    return [button.label for button in all_buttons(reply)]


async def test_an_empty_record_invites_and_shows_no_zeros(walk: Walk) -> None:
    reply = await walk.say("me")
    assert "Nothing here yet" in words_of(reply)
    assert labels(reply) == ["Log an action"]
    assert (await walk.press_button(reply, "Log an action")) == await walk.press("log")


async def test_what_was_logged_is_there_newest_first_with_undo_and_edit(walk: Walk) -> None:
    await walk.say("amplify @ana: her idea of a cache")
    walk.clock.move(timedelta(minutes=5))
    await walk.say("sponsor @cleo for staff engineer")
    reply = await walk.say("me")
    told = words_of(reply)
    assert "2 actions in all, 2 this month, 2 this week." in told
    assert told.index("Sponsor for Cleo Martin, today") < told.index("Amplify for Ana Lima, today")
    assert "Put forward for: A role, staff engineer" in told
    assert "her idea of a cache" in told
    beside = ["Undo", "Edit", "Ask a colleague who was there"]
    assert labels(reply) == ["This quarter", "My sponsorships", *beside * 2]


async def test_an_intervention_says_what_happened_and_names_nobody(walk: Walk) -> None:
    kept = {"incident": Incident.INTERRUPTED, "responses": "spoke_up", "outcome": Outcome.STOPPED}
    await act(walk, "payments", [walk.people["ben"]], TODAY, kind=Kind.INTERVENE, **kept)
    told = words_of(await walk.say("me"))
    assert "Intervene, today\nSomeone was interrupted or talked over" in told


async def test_undo_beside_an_entry_takes_that_one_away(walk: Walk) -> None:
    await walk.say("amplify @ana: her idea")
    walk.clock.move(timedelta(minutes=5))
    await walk.say("mentor @cleo")
    reply = await walk.say("me")
    second = [button for button in all_buttons(reply) if button.label == "Undo"][1]
    await walk.press(second.action, second.subject)  # type: ignore[union-attr]
    told = words_of(await walk.say("me"))
    assert "1 action in all" in told
    assert "Mentor for Cleo" in told
    assert "Amplify" not in told


async def test_a_record_is_nobody_elses(walk: Walk) -> None:
    await walk.say("amplify @ana: a note for me alone", as_="ben")
    for who in ("ana", "dan", "eve", "ada"):
        told = words_of(await walk.say("me", as_=who))
        assert "Nothing here yet" in told
        assert "a note for me alone" not in told


async def test_withdrawn_actions_are_in_no_number(walk: Walk) -> None:
    await act(walk, "payments", [walk.people["ben"]], TODAY, withdrawn_at=walk.clock(), withdrawal=Withdrawal.UNDONE)
    assert "Nothing here yet" in words_of(await walk.say("me"))


async def test_twelve_weeks_by_kind(walk: Walk) -> None:
    ben = [walk.people["ben"]]
    await act(walk, "payments", ben, date(2026, 3, 2), date(2026, 3, 3), date(2025, 12, 15))
    await act(walk, "payments", ben, date(2026, 2, 23), kind=Kind.LEARN)
    await act(walk, "payments", ben, date(2025, 12, 14), kind=Kind.MENTOR)
    reply = await walk.say("me")
    shown = chart(reply)
    assert len(shown.categories) == 12
    assert (shown.categories[0], shown.categories[-1]) == ("15 Dec", "2 Mar")
    assert {one.name: one.values for one in shown.series} == {
        "Amplify": (1.0, *[0.0] * 10, 2.0),
        "Learn": (*[0.0] * 10, 1.0, 0.0),
    }
    assert "In these twelve weeks: Amplify 3 and Learn 1." in words_of(reply)
    assert "5 actions in all, 2 this month, 2 this week." in words_of(reply)


async def test_a_month_that_began_before_its_first_week_counts_from_the_first(walk: Walk) -> None:
    """1 March 2026 is a Sunday: of this month, but not of its first whole week."""
    await act(walk, "payments", [walk.people["ben"]], date(2026, 3, 1), date(2026, 2, 28), date(2026, 3, 4))
    assert "3 actions in all, 2 this month, 1 this week." in words_of(await walk.say("me"))


async def test_an_old_record_has_no_chart_and_says_so(walk: Walk) -> None:
    await act(walk, "payments", [walk.people["ben"]], date(2025, 6, 2))
    reply = await walk.say("me")
    assert "Nothing in the last twelve weeks." in words_of(reply)
    assert isinstance(reply, Message)
    assert not any(isinstance(block, Chart) for block in reply.blocks)


async def test_the_day_is_that_of_the_person(walk: Walk) -> None:
    """At 10:00 UTC on Sunday, it is Monday in Kiritimati already."""
    walk.clock.move(timedelta(days=4))
    await walk.set_preferences("ben", zone="Pacific/Kiritimati")
    await act(walk, "payments", [walk.people["ben"]], date(2026, 3, 9))
    assert "1 this week" in words_of(await walk.say("me"))


async def test_older_pages_hold_every_action_once(walk: Walk) -> None:
    """Many of them logged at the very same moment, as an import would."""
    days = [TODAY - timedelta(days=at) for at in range(23)]
    await act(walk, "payments", [walk.people["ben"]], *days)
    reply = await walk.say("me")
    seen = _undo_subjects(reply)
    assert "Your last ten" in words_of(reply)
    pages = 1
    while "Older" in labels(reply):
        reply = await walk.press_button(reply, "Older")
        seen += _undo_subjects(reply)
        pages += 1
    assert pages == 3
    assert len(seen) == len(set(seen)) == 23


async def test_the_page_after_the_last_says_that_it_was_all(walk: Walk) -> None:
    (only,) = await act(walk, "payments", [walk.people["ben"]], TODAY)
    assert "nothing older" in words_of(await walk.press("me.older", only))


async def test_a_page_of_somebody_else_is_not_there(walk: Walk) -> None:
    ids = await act(walk, "payments", [walk.people["ben"]], *[TODAY - timedelta(days=at) for at in range(12)])
    await act(walk, "payments", [walk.people["ana"]], TODAY)
    for subject in (ids[0], "nonsense", "", new_id()):
        assert "can't find that page" in words_of(await walk.press("me.older", subject, as_="ana"))


async def test_long_notes_are_shortened_and_lost_ones_said_to_be_lost(walk: Walk) -> None:
    await walk.say(f"amplify @ana: {'long ' * 200}end")
    told = words_of(await walk.say("me"))
    assert "long…" in told or "long …" in told
    assert "end" not in told.split("long", 1)[1].split("Undo")[0]
    await walk.execute("UPDATE actions SET note_sealed = 'sealed with a key that is lost'")
    assert "Your note can't be read any more" in words_of(await walk.say("me"))


async def test_golden_me(walk: Walk) -> None:
    ben = [walk.people["ben"]]
    check_golden("me/empty", await walk.say("me"))
    await act(walk, "payments", ben, *[TODAY - timedelta(days=9 * at) for at in range(9)])
    await act(walk, "payments", ben, *[TODAY - timedelta(days=20 * at) for at in range(4)], kind=Kind.LEARN)
    await walk.say("amplify @ana in standup: <b>her</b> idea, @channel")
    walk.clock.move(timedelta(minutes=5))
    await walk.say("sponsor @cleo for staff engineer")
    reply = await walk.say("me")
    check_golden("me/record", with_steady_ids(reply))
    check_golden("me/older", with_steady_ids(await walk.press_button(reply, "Older")))


def _undo_subjects(reply: Reply) -> list[str]:
    return [button.subject for button in all_buttons(reply) if button.label == "Undo"]  # type: ignore[union-attr]
