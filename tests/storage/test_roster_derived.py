"""Teams made from managers, for people whom a roster gives none. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from storage.models.base import new_id
from storage.roster import Options, Roster, read
from storage.roster.derived import with_teams
from storage.roster.known import Known
from storage.roster.plan import plan

TODAY = date(2026, 3, 4)
PEOPLE = """\
email,name,manager_email
eve@e.org,Eve Sato,
dan@e.org,Dan Weber,eve@e.org
ana@e.org,Ana Lima,dan@e.org
ben@e.org,Ben Okafor,dan@e.org
zoe@e.org,Zoe Park,
"""


def roster(text: str) -> Roster:
    reading = read(text)
    assert reading.problems == ()
    return reading.roster


def teams(text: str, known: Known | None = None) -> dict[str, str | None]:
    """Each one's team, by the part of the address before the @."""
    found = with_teams(roster(text), known or Known(), TODAY)
    return {row.email.partition("@")[0]: row.team for row in found.rows}


def imported(text: str, known: Known | None = None, today: date = TODAY) -> Known:
    """The organization after this roster with teams made from managers."""
    known = known or Known()
    what = plan(with_teams(roster(text), known, today), known, today)
    changed = {one.id: one for one in (*known.people, *what.new_people, *what.people)}
    moved = {one.id: one for one in (*known.teams, *what.new_teams, *what.teams)}
    stints = {
        person: tuple(one if one.id is not None else replace(one, id=new_id()) for one in own)
        for person, own in what.stints.items()
    }
    return Known(tuple(changed.values()), tuple(moved.values()), stints)


def tree(known: Known) -> dict[str, tuple[str | None, str | None]]:
    names = {one.id: one.name for one in known.people} | {one.id: one.name for one in known.teams}
    return {
        one.name: (
            names[one.parent_id] if one.parent_id else None,
            names[one.lead_id] if one.lead_id else None,
        )
        for one in known.teams
    }


def test_who_reports_to_the_same_manager_is_a_team_and_the_head_is_in_their_own() -> None:
    assert teams(PEOPLE) == {
        "eve": "Eve Sato’s team",
        "dan": "Eve Sato’s team",
        "ana": "Dan Weber’s team",
        "ben": "Dan Weber’s team",
        "zoe": None,
    }
    assert tree(imported(PEOPLE)) == {
        "Eve Sato’s team": (None, "Eve Sato"),
        "Dan Weber’s team": ("Eve Sato’s team", "Dan Weber"),
    }


def test_what_the_file_gives_stays() -> None:
    given = PEOPLE.replace("manager_email", "manager_email,team").replace("\n", ",\n").replace("team,", "team")
    assert teams(given.replace("dan@e.org,\nben", "dan@e.org,Payments\nben")) == {
        "eve": "Eve Sato’s team",
        "dan": "Eve Sato’s team",
        "ana": "Payments",
        "ben": "Dan Weber’s team",
        "zoe": None,
    }


def test_two_managers_of_one_name_have_two_teams() -> None:
    twins = (
        "email,name,manager_email\neve@e.org,Eve,\nkim@e.org,Kim,eve@e.org\nkim2@e.org,KIM,eve@e.org\n"
        "a@e.org,A,kim@e.org\nb@e.org,B,kim2@e.org\n"
    )
    found = teams(twins)
    assert (found["a"], found["b"]) == ("Kim’s team (kim)", "KIM’s team (kim2)")


def test_a_name_that_a_given_team_has_is_not_taken() -> None:
    text = (
        "email,name,manager_email,team\neve@e.org,Eve,,Eve’s team (eve)\nana@e.org,Ana,eve@e.org,\n"
        "ben@e.org,Ben,,eve’s team\n"
    )
    assert teams(text)["ana"] == "Eve’s team (eve) 2"


def test_new_people_join_the_team_that_their_manager_leads_whatever_it_is_called() -> None:
    given = roster(
        "email,name,manager_email,team\neve@e.org,Eve,,Company\ndan@e.org,Dan,eve@e.org,Company\n"
        "ana@e.org,Ana,dan@e.org,Payments\nben@e.org,Ben,dan@e.org,Payments\n"
    )
    what = plan(given, Known(), TODAY)
    known = Known(what.new_people, what.new_teams, what.stints)
    found = teams("email,name,manager_email\nivo@e.org,Ivo,dan@e.org\nana@e.org,Ana,dan@e.org\n", known)
    assert found == {"ivo": "Payments", "ana": "Payments"}


def test_a_manager_who_left_is_passed_by_and_who_left_founds_no_team() -> None:
    text = (
        "email,name,manager_email,hired_on,left_on\neve@e.org,Eve,,2020-01-01,\n"
        "dan@e.org,Dan,eve@e.org,2020-01-01,2026-03-01\nana@e.org,Ana,dan@e.org,2020-01-01,\n"
        "zoe@e.org,Zoe,ben@e.org,2020-01-01,2026-03-01\nben@e.org,Ben,eve@e.org,2020-01-01,\n"
    )
    assert teams(text) == {
        "eve": "Eve’s team",
        "dan": "Eve’s team",
        "ana": "Eve’s team",
        "zoe": None,
        "ben": "Eve’s team",
    }
    known = imported(text)
    again = plan(with_teams(roster(text), known, TODAY), known, TODAY)
    assert (again.started, again.altered, again.new_teams, again.people) == ((), (), (), ())


def test_who_gets_another_manager_moves_and_their_past_stays() -> None:
    before = imported(PEOPLE)
    later = TODAY + timedelta(days=7)
    after = imported(PEOPLE.replace("ana@e.org,Ana Lima,dan@", "ana@e.org,Ana Lima,eve@"), before, later)
    ana = next(one.id for one in after.people if one.email == "ana@e.org")
    names = {one.id: one.name for one in after.teams}
    assert [(names[one.team_id], one.starts_on, one.ends_on) for one in after.stints[ana]] == [
        ("Dan Weber’s team", TODAY, later),
        ("Eve Sato’s team", later, None),
    ]


def test_without_the_option_a_file_without_teams_changes_none() -> None:
    assert plan(roster(PEOPLE), Known(), TODAY, Options()).new_teams == ()


def test_the_longest_names_fit() -> None:
    name, address = "N" * 200, f"{'n' * 300}@e.org"
    text = f"email,name,manager_email\n{address},{name},\nx{address},{name},{address}\nana@e.org,Ana,x{address}\n"
    assert all(one is not None and len(one) <= 200 for one in teams(text).values())
