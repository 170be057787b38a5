"""`/ally me quarter`: what this quarter's acts asked of the person, told to that person alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from handlers.dispatch import may_open_form
from handlers.request import Press, Reply
from messages.blocks import Chart, Message
from messages.forms import Form
from storage.models import Action
from storage.words import Incident, Kind, Outcome, Withdrawal
from tests.golden import check_golden
from tests.handlers.crowds import act
from tests.walking import Walk, all_buttons, field_of, values_of, words_of

TODAY = date(2026, 3, 4)
QUICK, TIME, A_LOT = "Quick", "Took time", "Demanding"
STEPPED_IN = {"incident": Incident.INTERRUPTED, "responses": "spoke_up", "outcome": Outcome.STOPPED}


async def did(walk: Walk, *kinds: Kind, on: date = TODAY, who: str = "ben") -> None:
    for kind in kinds:
        kept = STEPPED_IN if kind is Kind.INTERVENE else {}
        await act(walk, "payments", [walk.people[who]], on, kind=kind, **kept)


def bars(reply: Reply) -> dict[str, float]:
    assert isinstance(reply, Message)
    (chart,) = (block for block in reply.blocks if isinstance(block, Chart))
    (series,) = chart.series
    return dict(zip(chart.categories, series.values, strict=True))


async def test_acts_are_split_by_what_they_asked(walk: Walk) -> None:
    await did(walk, Kind.AMPLIFY, Kind.AMPLIFY, Kind.INCLUDE, Kind.RECOGNIZE)
    await did(walk, Kind.MENTOR, Kind.LEARN, Kind.LEARN)
    await did(walk, Kind.ADVOCATE, Kind.SPONSOR, Kind.INTERVENE)
    reply = await walk.say("me quarter")
    assert "Your quarter, January to March 2026\n10 actions so far." in words_of(reply)
    assert bars(reply) == {QUICK: 4, TIME: 3, A_LOT: 3}
    assert field_of(reply, QUICK) == "4 of 10 (40%): Amplify 2, Include 1 and Recognize 1"
    assert field_of(reply, TIME) == "3 of 10 (30%): Mentor 1 and Learn 2"
    assert field_of(reply, A_LOT) == "3 of 10 (30%): Sponsor 1, Intervene 1 and Advocate 1"


async def test_what_is_not_there_is_named_and_no_zero(walk: Walk) -> None:
    await did(walk, Kind.LEARN)
    reply = await walk.say("me quarter")
    assert field_of(reply, QUICK) == "none so far (Amplify, Include, Recognize)"
    assert field_of(reply, TIME) == "1 of 1 (100%): Learn 1"
    assert field_of(reply, A_LOT) == "none so far (Sponsor, Intervene, Advocate)"


WHO = "Sponsorship is where it counts most: who could you put forward?"
DONE = "Sponsorship is part of it, and that is where it counts most."
MOST, ALL = "Most of what you logged this quarter", "What you logged this quarter"
A, M, S, V = Kind.AMPLIFY, Kind.MENTOR, Kind.SPONSOR, Kind.ADVOCATE


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        ((A, A, M), f"{MOST} was quick to do, and it adds up. {WHO}"),
        ((A, A, S), f"{MOST} was quick to do, and it adds up. {DONE}"),
        ((A, A), f"{ALL} was quick to do, and it adds up. {WHO}"),
        ((A,), f"{ALL} was quick to do, and it counts. {WHO}"),
        ((M, M, A), f"{MOST} took time, and you made that time. {WHO}"),
        ((V, V, A), f"{MOST} was demanding. Be kind to yourself, too. {WHO}"),
        ((S,), f"{ALL} was demanding. Be kind to yourself, too. {DONE}"),
        ((A, M), f"{ALL} is a mix of what is quick to do and what took time. {WHO}"),
        ((A, M, S), f"{ALL} is a mix of what is quick to do, what took time and what was demanding. {DONE}"),
    ],
)
async def test_one_kind_sentence_fits_what_is_there(walk: Walk, kinds: tuple[Kind, ...], told: str) -> None:
    await did(walk, *kinds)
    assert told in words_of(await walk.say("me quarter")).splitlines()


async def test_nothing_logged_gets_a_warm_word_and_no_numbers(walk: Walk) -> None:
    reply = await walk.say("me quarter")
    told = words_of(reply)
    assert "Nothing logged so far, and that is fine." in told
    assert "0" not in told.replace("2026", "")
    assert "put forward" not in told
    assert [button.label for button in all_buttons(reply)] == ["Log an action", "My record"]


async def test_a_quarter_begins_and_ends_with_its_days(walk: Walk) -> None:
    await did(walk, Kind.AMPLIFY, on=date(2025, 12, 31))
    await did(walk, Kind.MENTOR, on=date(2026, 1, 1))
    await did(walk, Kind.SPONSOR, on=date(2026, 3, 31))
    await did(walk, Kind.LEARN, Kind.LEARN, on=date(2026, 4, 1))
    walk.clock.set(datetime(2026, 3, 31, 23, 59, tzinfo=UTC))
    assert bars(await walk.say("me quarter")) == {QUICK: 0, TIME: 1, A_LOT: 1}
    walk.clock.set(datetime(2026, 4, 1, 0, 0, tzinfo=UTC))
    reply = await walk.say("me quarter")
    assert "April to June 2026" in words_of(reply)
    assert bars(reply) == {QUICK: 0, TIME: 2, A_LOT: 0}


async def test_the_quarter_is_that_of_the_organization_wherever_the_person_is(walk: Walk) -> None:
    """At 20:00 UTC on 31 March it is April in Tokyo, where the organization is, and not in New York."""
    await walk.set_organization(zone="Asia/Tokyo")
    await walk.set_preferences("ben", zone="America/New_York")
    walk.clock.set(datetime(2026, 3, 31, 20, 0, tzinfo=UTC))
    await did(walk, Kind.AMPLIFY, on=date(2026, 3, 31))
    assert "April to June 2026" in words_of(await walk.say("me quarter"))
    assert "This quarter: nothing logged so far" in words_of(await walk.say("me"))
    await walk.set_organization(zone="America/New_York")
    await walk.set_preferences("ben", zone="Asia/Tokyo")
    assert bars(await walk.say("me quarter")) == {QUICK: 1, TIME: 0, A_LOT: 0}


async def test_withdrawn_actions_do_not_count(walk: Walk) -> None:
    await did(walk, Kind.MENTOR)
    gone = {"withdrawn_at": walk.clock(), "withdrawal": Withdrawal.UNDONE}
    await act(walk, "payments", [walk.people["ben"]], TODAY, TODAY, kind=Kind.SPONSOR, **gone)
    reply = await walk.say("me quarter")
    assert bars(reply) == {QUICK: 0, TIME: 1, A_LOT: 0}
    assert WHO in words_of(reply)


async def test_undo_and_edit_move_it(walk: Walk) -> None:
    await walk.say("amplify @ana: her idea")
    await walk.say("undo")
    assert "Nothing logged so far" in words_of(await walk.say("me quarter"))
    await walk.say("amplify @ana: her idea")
    form = await walk.say("edit")
    await walk.submit(form, {"kind": "mentor"})
    assert bars(await walk.say("me quarter")) == {QUICK: 0, TIME: 1, A_LOT: 0}


async def test_it_is_nobody_elses(walk: Walk) -> None:
    await did(walk, Kind.SPONSOR, Kind.SPONSOR)
    for who in ("ana", "dan", "eve", "ada"):
        assert "Nothing logged so far" in words_of(await walk.say("me quarter", as_=who))
        assert "Nothing logged so far" in words_of(await walk.press("me.quarter", walk.people["ben"], as_=who))


async def test_the_record_tells_it_in_a_line_with_a_way_to_it(walk: Walk) -> None:
    await did(walk, Kind.AMPLIFY, Kind.AMPLIFY, Kind.SPONSOR)
    await did(walk, Kind.MENTOR, on=date(2025, 12, 31))
    record = await walk.say("me")
    assert "This quarter: Quick 2 and Demanding 1." in words_of(record)
    quarter = await walk.press_button(record, "This quarter")
    assert quarter == await walk.say("me quarter")
    assert await walk.press_button(quarter, "My record") == record


async def test_the_record_counts_a_quarter_from_before_its_twelve_weeks(walk: Walk) -> None:
    """On 31 March, the last twelve weeks begin on 12 January."""
    walk.clock.set(datetime(2026, 3, 31, 10, tzinfo=UTC))
    await did(walk, Kind.MENTOR, on=date(2026, 1, 1))
    told = words_of(await walk.say("me"))
    assert "Nothing in the last twelve weeks." in told
    assert "This quarter: Took time 1." in told


async def test_a_record_without_this_quarter_says_so_kindly(walk: Walk) -> None:
    await did(walk, Kind.AMPLIFY, on=date(2025, 12, 31))
    reply = await walk.say("me")
    assert "This quarter: nothing logged so far, and there is no hurry." in words_of(reply)
    assert "This quarter" not in [button.label for button in all_buttons(reply)]


@pytest.mark.parametrize("typed", ["me quarter", "me this quarter", "Me QUARTER!", "quarter me", "me portfolio"])
async def test_it_may_be_asked_for_in_other_words(walk: Walk, typed: str) -> None:
    await did(walk, Kind.LEARN)
    assert "Your quarter, January to March 2026" in words_of(await walk.say(typed))


async def test_other_words_after_it_get_the_record(walk: Walk) -> None:
    await did(walk, Kind.LEARN)
    assert await walk.say("me please") == await walk.say("me")


async def test_putting_someone_forward_opens_the_form_and_logs_nothing_yet(walk: Walk) -> None:
    await did(walk, Kind.AMPLIFY)
    assert may_open_form(Press("me.sponsor"))  # Slack opens a form within seconds of the press, or not at all
    form = await walk.press_button(await walk.say("me quarter"), "Put someone forward")
    assert isinstance(form, Form)
    assert values_of(form)["kind"] == "sponsor"
    assert len(await walk.rows(Action)) == 1
    await walk.submit(form, {"colleague": walk.mention("cleo"), "opportunity": "role"})
    assert DONE in words_of(await walk.say("me quarter"))


async def test_golden_quarter(walk: Walk) -> None:
    check_golden("me/quarter_nothing", await walk.say("me quarter"))
    await did(walk, Kind.AMPLIFY, Kind.AMPLIFY, Kind.INCLUDE, Kind.MENTOR)
    check_golden("me/quarter_quick", await walk.say("me quarter"))
    await did(walk, Kind.SPONSOR, Kind.ADVOCATE, Kind.INTERVENE)
    await did(walk, *[Kind.LEARN] * 5)
    check_golden("me/quarter_mix", await walk.say("me quarter"))
