"""`amplify` by words: logged at once, with a card that says what was understood. The other kinds go the same way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from handlers.request import Mention, Place
from messages.blocks import Message
from storage.models import Action, Person, Team
from storage.words import Gender, Kind, Platform, Setting, Visibility, Withdrawal
from tests.walking import Walk, all_buttons, field_of, words_of

EXAMPLE = "amplify @ana in the roadmap meeting: her caching idea was passed over, I brought it back to her"


async def test_it_is_logged_at_once(walk: Walk) -> None:
    reply = await walk.say(EXAMPLE, as_="ben")
    (action,) = await walk.rows(Action)
    assert action.actor_id == walk.people["ben"]
    assert action.actor_gender is Gender.MAN
    assert action.team_id == walk.teams["payments"]
    assert action.kind is Kind.AMPLIFY
    assert action.beneficiary_id == walk.people["ana"]
    assert action.occurred_on == date(2026, 3, 4)
    assert action.setting is Setting.MEETING
    assert action.visibility is Visibility.PROGRAM
    assert action.platform is Platform.SLACK
    assert action.withdrawn_at is None
    note = walk.cipher.open(action.note_sealed)
    assert note == "in the roadmap meeting: her caching idea was passed over, I brought it back to her"
    assert field_of(reply, "For") == "Ana Lima"
    assert field_of(reply, "Where") == "In a meeting"
    assert field_of(reply, "When") == "Today"
    assert field_of(reply, "Your note") == note
    assert [one.label for one in all_buttons(reply)] == ["Undo", "Edit", "Ask a colleague who was there"]


async def test_what_was_said_is_sealed(walk: Walk) -> None:
    await walk.say(EXAMPLE)
    assert "caching idea" not in await walk.dump()


async def test_the_card_says_what_visibility_means(walk: Walk) -> None:
    for visibility, meant in (
        (Visibility.PRIVATE, "nobody sees more"),
        (Visibility.PROGRAM, "without your name"),
        (Visibility.NAMED, "yours stands beside it"),
    ):
        await walk.set_preferences("ben", visibility=visibility)
        assert meant in words_of(await walk.say(f"amplify @ana: {meant}"))
    assert [one.visibility for one in await walk.rows(Action)] == list(Visibility)


@pytest.mark.parametrize(
    "typed",
    [
        "AMPLIFY @ana: x",
        "amplfy @ana: x",
        "@ana amplify: x",
        "credited @ana: x",
        "/ally amplify @ana: x",
        "amplify @~Ana Lima: x",
        "amplify @~ana: x",
        "amplify @~ANA: x",
        "amplify ana: x",
        "amplify Ana Lima: x",
        "amplify ana@example.com: x",
        "amplify Ana@Example.com x",
    ],
)
async def test_many_ways_to_say_the_same(walk: Walk, typed: str) -> None:
    reply = await walk.say(typed, as_="ben")
    (action,) = await walk.rows(Action)
    assert (action.kind, action.beneficiary_id) == (Kind.AMPLIFY, walk.people["ana"])
    assert walk.cipher.open(action.note_sealed) == "x"
    assert field_of(reply, "For") == "Ana Lima"


async def test_in_a_channel_the_reply_is_the_same(walk: Walk) -> None:
    reply = await walk.say(EXAMPLE, place=Place.CHANNEL)
    assert field_of(reply, "For") == "Ana Lima"


async def test_somebody_new_is_welcomed_and_may_be_named(walk: Walk) -> None:
    walk.directory.knows("U-NEW", "Noor Ali", email="noor@example.com")
    reply = await walk.say("amplify <@U-NEW>: her idea")
    assert field_of(reply, "For") == "Noor Ali"
    assert len(await walk.rows(Person, Person.name == "Noor Ali")) == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("amplify @ben: her idea", "You named yourself"),
        ("amplify <@U-BOT>: her idea", "Robo is a bot"),
        ("amplify <@U-GUEST>: her idea", "Guest isn't among your colleagues"),
        ("amplify <@U-DOWN>: her idea", "isn't among your colleagues"),
        ("amplify <@U-NOBODY>: her idea", "isn't among your colleagues"),
        ("amplify @cleo: her idea", "Cleo Martin prefers not to be named"),
        ("amplify @~Cleo Martin: her idea", "Cleo Martin prefers not to be named"),
        ("amplify cleo@example.com: her idea", "Cleo Martin prefers not to be named"),
        ("amplify @~Ben: her idea", "You named yourself"),
        ("amplify @~Zed Zedson: her idea", "I found nobody here called “@Zed”"),
        ("amplify zed@example.com: her idea", "I found nobody here called “zed@example.com”"),
    ],
)
async def test_who_cannot_be_named_is_told_and_nothing_is_lost(walk: Walk, typed: str, told: str) -> None:
    walk.directory.knows("U-BOT", "Robo", is_bot=True)
    walk.directory.knows("U-GUEST", "Guest", is_outside=True)
    walk.directory.fails_for("U-DOWN")
    await walk.set_preferences("cleo", log_me=False)
    reply = await walk.say(typed, as_="ben")
    assert told in words_of(reply)
    assert [one.label for one in all_buttons(reply)] == ["Undo", "Edit", "Ask a colleague who was there"]
    (action,) = await walk.rows(Action)
    assert action.beneficiary_id is None
    assert action.withdrawn_at is None
    note = walk.cipher.open(action.note_sealed) or ""
    assert "her idea" in note
    assert "Cleo" not in note
    assert "cleo@" not in note


async def test_several_of_a_name_are_listed_and_nobody_is_guessed(walk: Walk) -> None:
    await walk.add_person("ana2", "Ana Costa", account=False)
    reply = await walk.say("amplify @~ana in standup: her idea")
    assert "“@ana” could be several people: Ana Costa, Ana Lima." in words_of(reply)
    (action,) = await walk.rows(Action)
    assert action.beneficiary_id is None
    assert walk.cipher.open(action.note_sealed) == "@ana in standup: her idea"
    whole = await walk.say("amplify @~Ana Costa: her idea")
    assert field_of(whole, "For") == "Ana Costa"


async def test_people_who_left_are_nobody(walk: Walk) -> None:
    await walk.set_person("ana", left_on=date(2026, 3, 4))
    assert "I found nobody" in words_of(await walk.say("amplify @~Ana: x"))


async def test_a_second_mention_is_told(walk: Walk) -> None:
    reply = await walk.say("amplify @ana and @cleo in standup: their idea")
    assert "one colleague" in words_of(reply)
    (action,) = await walk.rows(Action)
    assert action.beneficiary_id == walk.people["ana"]
    assert walk.cipher.open(action.note_sealed) == "@Ana Lima and @Cleo Martin in standup: their idea"


async def test_another_day_has_the_team_of_that_day(walk: Walk) -> None:
    platform = walk.teams["platform"]
    await walk.leave("ben", date(2026, 3, 1))
    await walk.join("ben", "platform", since=date(2026, 3, 1))
    await walk.say("amplify @ana yesterday: x")
    await walk.say("amplify @ana 2026-02-20: y")
    recent, before = await walk.rows(Action)
    assert (recent.occurred_on, recent.team_id) == (date(2026, 3, 3), platform)
    assert (before.occurred_on, before.team_id) == (date(2026, 2, 20), walk.teams["payments"])


async def test_today_is_the_day_where_the_person_is(walk: Walk) -> None:
    await walk.set_preferences("ben", zone="Pacific/Auckland")
    walk.clock.move(timedelta(hours=3))  # 02:00 on Thursday there
    reply = await walk.say("amplify @ana: x")
    (action,) = await walk.rows(Action)
    assert action.occurred_on == date(2026, 3, 5)
    assert action.team_id == walk.teams["payments"]
    assert field_of(reply, "When") == "Today"


async def test_the_same_delivery_is_answered_once(walk: Walk) -> None:
    said = walk.words("amplify @ana: x")
    assert isinstance(await walk.walk(said, key="1"), Message)
    assert await walk.walk(said, key="1") is None
    assert len(await walk.rows(Action)) == 1


async def test_a_person_of_another_organization_cannot_be_named(walk: Walk) -> None:
    other = await walk.another_organization()
    for typed in ("amplify <@U-ZOE>: x", "amplify @~Zoe Adams: y", "amplify zoe@example.com: z"):
        await walk.say(typed)
    actions = await walk.rows(Action)
    assert [one.beneficiary_id for one in actions] == [None, None, None]
    assert {one.organization_id for one in actions} == {walk.organization_id}
    assert await other.rows(Action, Action.organization_id == other.organization_id) == []


async def test_a_card_for_an_account_of_another_workspace_is_refused(walk: Walk) -> None:
    other = await walk.another_organization()
    reply = await other.ask(walk.words("amplify @ana: x"), as_="zoe")
    assert "isn't among your colleagues" in words_of(reply)
    assert other.words("<@U-ANA>").parts == (Mention("U-ANA"),)


async def test_example_people_log_example_data(walk: Walk) -> None:
    await walk.set_person("ben", is_example=True)
    await walk.say("amplify @ana: x")
    (action,) = await walk.rows(Action)
    assert action.is_example


async def test_who_has_no_team_logs_without_one(walk: Walk) -> None:
    walk.directory.knows("U-NEW", "Noor Ali")
    await walk.say("amplify @ana: x", as_="U-NEW")
    (action,) = await walk.rows(Action)
    assert action.team_id is None
    assert len(await walk.rows(Team)) == 3


async def test_withdrawals_are_only_for_the_second(walk: Walk) -> None:
    await walk.say("amplify @ana: x")
    await walk.say("amplify @ana: x")
    assert [one.withdrawal for one in await walk.rows(Action)] == [None, Withdrawal.DUPLICATE]
