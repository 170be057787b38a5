"""What a roster changes: memberships over time, the tree of teams, and who a person is. No database."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.models.base import new_id
from storage.roster import COLUMNS, Options, Roster, RosterErrors, Row
from storage.roster import read as read_file
from storage.roster.derived import with_teams
from storage.roster.known import Known, KnownPerson, KnownTeam
from storage.roster.plan import Plan, plan
from storage.roster.stints import Stint, current_team, revise
from storage.words import Gender

TODAY = date(2026, 3, 4)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
LONG_AGO, LATER = date(2020, 1, 1), date(2026, 6, 1)
RED, BLUE = new_id(), new_id()
FIRST, SECOND = new_id(), new_id()


def read(text: str) -> Roster:
    reading = read_file(text)
    assert reading.problems == ()
    return reading.roster


def revised(
    stints: Iterable[Stint],
    team: UUID | None,
    *,
    hired_on: date | None = None,
    left_on: date | None = None,
    left_before: date | None = None,
    today: date = TODAY,
) -> tuple[Stint, ...]:
    return revise(tuple(stints), team, hired_on=hired_on, left_on=left_on, left_before=left_before, today=today)


class TestMemberships:
    def test_the_first_starts_with_the_hiring_or_today(self) -> None:
        assert revised([], RED, hired_on=LONG_AGO) == (Stint(RED, LONG_AGO, None),)
        assert revised([], RED) == (Stint(RED, TODAY, None),)
        assert revised([], RED, hired_on=LATER) == (Stint(RED, LATER, None),)
        assert revised([], None, hired_on=LONG_AGO) == ()

    def test_the_same_team_changes_nothing(self) -> None:
        held = (Stint(RED, LONG_AGO, None, FIRST),)
        assert revised(held, RED, hired_on=LONG_AGO) == held
        assert revised(held, RED) == held

    def test_moving_ends_one_today_and_starts_another(self) -> None:
        moved = revised([Stint(RED, LONG_AGO, None, FIRST)], BLUE, hired_on=LONG_AGO)
        assert moved == (Stint(RED, LONG_AGO, TODAY, FIRST), Stint(BLUE, TODAY, None))

    def test_moving_twice_a_day_leaves_none_of_no_length(self) -> None:
        moved = (Stint(RED, LONG_AGO, TODAY, FIRST), Stint(BLUE, TODAY, None, SECOND))
        back = revised(moved, RED)
        assert back == (Stint(RED, LONG_AGO, TODAY, FIRST), Stint(RED, TODAY, None, SECOND))
        assert revised([Stint(RED, TODAY, None, FIRST)], None) == ()

    def test_no_team_any_more_ends_it_today(self) -> None:
        assert revised([Stint(RED, LONG_AGO, None, FIRST)], None) == (Stint(RED, LONG_AGO, TODAY, FIRST),)

    def test_a_team_again_starts_anew(self) -> None:
        over = Stint(RED, LONG_AGO, YESTERDAY, FIRST)
        assert revised([over], RED, hired_on=LONG_AGO) == (over, Stint(RED, TODAY, None))

    def test_leaving_ends_it_on_that_day(self) -> None:
        held = Stint(RED, LONG_AGO, None, FIRST)
        for day in (YESTERDAY, TODAY, LATER):
            assert revised([held], RED, left_on=day) == (replace(held, ends_on=day),)

    def test_who_left_before_they_came_has_none(self) -> None:
        assert revised([Stint(RED, YESTERDAY, None, FIRST)], RED, left_on=LONG_AGO) == ()
        assert revised([], RED, hired_on=LONG_AGO, left_on=LONG_AGO) == ()

    def test_who_left_already_has_a_past(self) -> None:
        assert revised([], RED, hired_on=LONG_AGO, left_on=YESTERDAY) == (Stint(RED, LONG_AGO, YESTERDAY),)
        assert revised([], RED, left_on=YESTERDAY) == ()

    def test_a_leaving_that_was_a_mistake_is_taken_back(self) -> None:
        ended = Stint(RED, LONG_AGO, YESTERDAY, FIRST)
        assert revised([ended], RED, hired_on=LONG_AGO, left_before=YESTERDAY) == (replace(ended, ends_on=None),)

    def test_who_is_hired_again_has_two(self) -> None:
        ended = Stint(RED, LONG_AGO, date(2024, 1, 1), FIRST)
        again = revised([ended], RED, hired_on=YESTERDAY, left_before=date(2024, 1, 1))
        assert again == (ended, Stint(RED, YESTERDAY, None))

    def test_an_earlier_hiring_moves_the_first_start_back(self) -> None:
        held = Stint(RED, YESTERDAY, None, FIRST)
        assert revised([held], RED, hired_on=LONG_AGO) == (replace(held, starts_on=LONG_AGO),)

    def test_a_later_hiring_moves_a_start_that_is_still_to_come(self) -> None:
        held = Stint(RED, LATER, None, FIRST)
        assert revised([held], BLUE, hired_on=LATER + timedelta(days=9)) == (
            Stint(BLUE, LATER + timedelta(days=9), None, FIRST),
        )

    @settings(deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 40),
                st.sampled_from([RED, BLUE, None]),
                st.none() | st.integers(-60, 200),
                st.none() | st.integers(-60, 200),
            ),
            max_size=8,
        )
    )
    def test_whatever_rosters_say_over_time_the_past_is_in_order(
        self, imports: Sequence[tuple[int, UUID | None, int | None, int | None]]
    ) -> None:
        """Nobody is in two teams at once, no membership has no length, and a second import changes nothing."""
        today, left_before = LONG_AGO, None
        stints: tuple[Stint, ...] = ()
        for pause, team, hired, left in imports:
            today += timedelta(days=pause)
            hired_on = LONG_AGO + timedelta(days=hired) if hired is not None else None
            left_on = LONG_AGO + timedelta(days=left) if left is not None else None
            if hired_on is not None and left_on is not None and left_on < hired_on:
                left_on = hired_on
            stints = revised(stints, team, hired_on=hired_on, left_on=left_on, left_before=left_before, today=today)
            stints = tuple(one if one.id else replace(one, id=new_id()) for one in stints)
            for earlier, later in itertools.pairwise(stints):
                assert earlier.ends_on is not None
                assert earlier.ends_on <= later.starts_on
            assert all(one.ends_on is None or one.starts_on < one.ends_on for one in stints)
            again = revised(stints, team, hired_on=hired_on, left_on=left_on, left_before=left_on, today=today)
            assert again == stints
            assert current_team(stints, today) in {team, None}
            left_before = left_on


def after(known: Known, what: Plan) -> Known:
    """The organization once the plan is written."""
    people = {one.id: one for one in (*known.people, *what.new_people, *what.people)}
    teams = {one.id: one for one in (*known.teams, *what.new_teams, *what.teams)}
    stints = {person: list(own) for person, own in known.stints.items()}
    for person, one in what.started:
        stints.setdefault(person, []).append(replace(one, id=new_id()))
    altered = {one.id: one for one in what.altered}
    return Known(
        tuple(people.values()),
        tuple(teams.values()),
        {
            person: tuple(
                sorted(
                    (altered.get(one.id, one) for one in own if one.id not in what.dropped),
                    key=lambda one: one.starts_on,
                )
            )
            for person, own in stints.items()
        },
    )


def nothing(what: Plan) -> bool:
    """Whether the plan writes nothing."""
    return replace(what, stints={}) == Plan()


def tree(text: str) -> dict[str, tuple[str | None, str | None]]:
    """Each team of a roster of `person team manager` lines: the team above it, and its lead."""
    rows = [line.split() for line in text.strip().splitlines()]
    lines = [
        f"{person}@e.org,{person},{'' if team == '-' else team},{'' if boss == '-' else f'{boss}@e.org'}"
        for person, team, boss in rows
    ]
    roster = read("email,name,team,manager_email\n" + "\n".join(lines))
    grown = after(Known(), plan(roster, Known(), TODAY))
    names = {one.id: one.name for one in grown.teams} | {one.id: one.name for one in grown.people}
    return {
        one.name: (
            names[one.parent_id] if one.parent_id else None,
            names[one.lead_id] if one.lead_id else None,
        )
        for one in grown.teams
    }


class TestTree:
    def test_a_lead_in_the_team_and_a_team_above(self) -> None:
        assert tree("""
            eve   Company  -
            ada   Company  eve
            dan   Payments eve
            ana   Payments dan
            ben   Payments dan
            gil   Platform eve
            hana  Platform gil
        """) == {"Company": (None, "eve"), "Payments": ("Company", "dan"), "Platform": ("Company", "gil")}

    def test_a_lead_who_sits_in_the_team_above(self) -> None:
        assert tree("""
            eve   Company     -
            dan   Engineering eve
            ana   Payments    dan
            ben   Payments    dan
        """) == {"Company": (None, "eve"), "Engineering": ("Company", "eve"), "Payments": ("Engineering", "dan")}

    def test_team_leaders_within_a_team_do_not_make_it_theirs(self) -> None:
        assert tree("""
            eve Company  -
            dan Payments eve
            sam Payments dan
            tim Payments dan
            a   Payments sam
            b   Payments sam
            c   Payments sam
            d   Payments tim
        """)["Payments"] == ("Company", "dan")

    def test_most_members_decide(self) -> None:
        assert tree("""
            eve Company  -
            dan Company  eve
            gil Company  eve
            a   Payments dan
            b   Payments dan
            c   Payments gil
        """)["Payments"] == ("Company", "dan")

    def test_a_tie_goes_up_and_then_by_address(self) -> None:
        higher = """
            eve Company  -
            zed Company  eve
            abe Company  zed
            a   Payments zed
            b   Payments abe
        """
        assert tree(higher)["Payments"] == ("Company", "zed")
        assert tree(higher.replace("abe Company  zed", "abe Company  eve"))["Payments"] == ("Company", "abe")

    def test_a_team_of_one_belongs_to_their_manager_and_that_of_the_head_to_the_head(self) -> None:
        assert tree("""
            eve Board -
            dan Staff eve
            ana Pay   dan
        """) == {"Board": (None, "eve"), "Staff": ("Board", "eve"), "Pay": ("Staff", "dan")}

    def test_people_without_managers_are_a_team_without_a_lead(self) -> None:
        assert tree("ana Guild -\nben Guild -") == {"Guild": (None, None)}

    def test_a_manager_without_a_team_is_passed_by_on_the_way_up(self) -> None:
        assert tree("""
            eve  Company  -
            dan  -        eve
            ana  Payments dan
        """)["Payments"] == ("Company", "dan")

    def test_a_loop_among_teams_is_told_with_its_names(self) -> None:
        with pytest.raises(RosterErrors) as raised:
            tree("""
                eve -    -
                dan Blue eve
                gil Red  eve
                a   Red  dan
                b   Red  dan
                c   Blue gil
                d   Blue gil
            """)
        assert str(raised.value) == (
            "column team: these teams would be above each other: “Blue” → “Red” → “Blue”; "
            "let the lead of one of them sit in another team, or mend its members' manager_email"
        )

    def test_who_has_left_leads_nothing(self) -> None:
        roster = read(
            "email,name,team,manager_email,left_on\n"
            "eve@e.org,eve,Company,,\n"
            "dan@e.org,dan,Payments,eve@e.org,2026-03-04\n"
            "ana@e.org,ana,Payments,dan@e.org,\n"
        )
        grown = after(Known(), plan(roster, Known(), TODAY))
        (payments,) = [one for one in grown.teams if one.name == "Payments"]
        eve = next(one.id for one in grown.people if one.name == "eve")
        assert payments.lead_id == eve


class TestPeople:
    def test_what_the_file_leaves_out_stays(self) -> None:
        dan, ana = new_id(), new_id()
        before = KnownPerson(
            ana, "ana@e.org", "Ana", "Sales", "Lisbon", "L5", Gender.WOMAN, False, dan, LONG_AGO, LATER
        )
        boss = KnownPerson(dan, "dan@e.org", "Dan")
        held = (Stint(RED, LONG_AGO, None, FIRST),)
        known = Known((boss, before), (KnownTeam(RED, "Red", None, dan),), {ana: held})
        assert plan(read("email,name\nana@e.org,Ana Lima\n"), known, TODAY).people == (
            replace(before, name="Ana Lima"),
        )
        emptied = plan(read("email,name,department,location,level,gender\nana@e.org,Ana,,,,\n"), known, TODAY)
        assert emptied.people == (
            replace(before, department=None, location=None, level=None, gender=Gender.UNDISCLOSED),
        )

    def test_a_gender_that_was_declared_is_never_touched(self) -> None:
        own = KnownPerson(new_id(), "sam@e.org", "Sam", gender=Gender.NON_BINARY, gender_is_own=True)
        known = Known((own,), (), {})
        assert plan(read("email,name,gender\nsam@e.org,Sam,man\n"), known, TODAY).people == ()
        of_roster = replace(own, gender_is_own=False)
        (changed,) = plan(
            read("email,name,gender\nsam@e.org,Sam,man\n"), replace(known, people=(of_roster,)), TODAY
        ).people
        assert changed.gender is Gender.MAN

    def test_people_and_teams_outside_of_the_file_are_left_alone(self) -> None:
        zoe = KnownPerson(new_id(), None, "Zoe", "Legal", gender=Gender.WOMAN, hired_on=LONG_AGO)
        empty = KnownTeam(new_id(), "Legacy", lead_id=zoe.id)
        ana = KnownPerson(new_id(), "ana@e.org", "Ana")
        assert nothing(plan(read("email,name\nana@e.org,Ana\n"), Known((zoe, ana), (empty,), {}), TODAY))

    def test_a_team_written_with_other_capitals_is_the_same_team(self) -> None:
        ana = KnownPerson(new_id(), "ana@e.org", "Ana")
        known = Known((ana,), (KnownTeam(RED, "platform", None, None),), {ana.id: (Stint(RED, LONG_AGO, None, FIRST),)})
        what = plan(read("email,name,team\nana@e.org,Ana,Platform\n"), known, TODAY)
        assert what.teams == (KnownTeam(RED, "Platform", None, None),)
        assert what.started == ()

    def test_without_the_team_column_a_leaving_ends_the_membership_and_its_correction_opens_it(self) -> None:
        ana = KnownPerson(new_id(), "ana@e.org", "Ana", hired_on=LONG_AGO)
        held = Stint(RED, LONG_AGO, None, FIRST)
        known = Known((ana,), (KnownTeam(RED, "Red", None, None),), {ana.id: (held,)})
        left = plan(read("email,name,left_on\nana@e.org,Ana,2026-03-01\n"), known, TODAY)
        assert left.altered == (replace(held, ends_on=date(2026, 3, 1)),)
        back = plan(read("email,name,left_on\nana@e.org,Ana,\n"), after(known, left), TODAY)
        assert back.altered == (held,)


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """People under each other, in teams that follow the tree: a person leads a team of their own, or sits in one."""
    rows = [Row(2, "p0@e.org", "p0", "T0")]
    leads = {0: 0}
    for index in range(1, draw(st.integers(1, 15))):
        boss = draw(st.sampled_from(sorted(leads)))
        has_team = draw(st.booleans())
        if has_team:
            leads[index] = index
        team = f"T{index}" if has_team else f"T{boss}"
        rows.append(Row(index + 2, f"p{index}@e.org", f"p{index}", team, f"p{boss}@e.org", hired_on=LONG_AGO))
    return Roster(frozenset(COLUMNS), tuple(rows))


@settings(deadline=None)
@given(rosters(), st.booleans())
def test_a_second_import_of_the_same_file_changes_nothing(roster: Roster, complete: bool) -> None:
    options = Options(complete=complete)
    grown = after(Known(), plan(roster, Known(), TODAY, options))
    for day in (TODAY, LATER):
        assert nothing(plan(roster, grown, day, options))


@settings(deadline=None)
@given(rosters(), st.integers(0, 3))
def test_teams_made_from_managers_stay_the_same_teams(roster: Roster, given_teams: int) -> None:
    rows = tuple(
        replace(row, team=row.team if index < given_teams else None, name="Ana" if index % 2 else row.name)
        for index, row in enumerate(roster.rows)
    )
    teamless = Roster(roster.columns, rows)
    grown = after(Known(), plan(with_teams(teamless, Known(), TODAY), Known(), TODAY))
    assert len({one.name.casefold() for one in grown.teams}) == len(grown.teams)
    for day in (TODAY, LATER):
        assert nothing(plan(with_teams(teamless, grown, day), grown, day))
