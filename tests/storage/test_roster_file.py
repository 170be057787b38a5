"""What a roster file may look like, and what is said about one that can't be taken."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from dataclasses import astuple
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.roster import COLUMNS, Problem, Roster, RosterErrors, Row, read
from storage.words import Gender


def problems(data: bytes | str) -> list[str]:
    """What is wrong with the file, as the operator reads it, where nobody is known yet."""
    return [str(one) for one in read(data).problems_beside({})]


def right(data: bytes | str, encoding: str | None = None) -> Roster:
    """What a file says that has nothing wrong with it."""
    reading = read(data, encoding)
    assert [str(one) for one in reading.problems_beside({})] == []
    return reading.roster


def test_reads_every_column() -> None:
    roster = right(
        "email,name,team,manager_email,department,location,level,gender,hired_on,left_on\n"
        "Eve@Example.org,Eve Sato,Company,,Board,Lisbon,L9,f,2019-05-01,\n"
        'ben@example.org,"Okafor, Ben",Payments,eve@example.org,Engineering,,Senior,Male,2021-02-28,2026-06-30\n'
    )
    assert roster.columns == frozenset(COLUMNS)
    assert roster.rows == (
        Row(
            2,
            "eve@example.org",
            "Eve Sato",
            "Company",
            department="Board",
            location="Lisbon",
            level="L9",
            gender=Gender.WOMAN,
            hired_on=date(2019, 5, 1),
        ),
        Row(
            3,
            "ben@example.org",
            "Okafor, Ben",
            "Payments",
            "eve@example.org",
            "Engineering",
            None,
            "Senior",
            Gender.MAN,
            date(2021, 2, 28),
            date(2026, 6, 30),
        ),
    )


def test_two_columns_in_any_order_are_enough() -> None:
    roster = right("name,email\nAna Lima,ana@example.org\n")
    assert roster.columns == {"name", "email"}
    assert roster.rows == (Row(2, "ana@example.org", "Ana Lima"),)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_takes_what_spreadsheets_write(separator: str, line_end: str, mark: str) -> None:
    lines = ["email,name,team", "ana@example.org,Ana,Payments", "", ",,", "ben@example.org, Ben ,Payments"]
    text = mark + line_end.join(lines).replace(",", separator) + line_end
    expected = (
        Row(2, "ana@example.org", "Ana", "Payments"),
        Row(5, "ben@example.org", "Ben", "Payments"),
    )
    assert right(text.encode()).rows == expected
    assert right(text).rows == expected


def test_a_cell_may_hold_the_separator_and_a_composed_letter_is_the_same_as_two() -> None:
    roster = right('email;name;team\nana@example.org;Rene\u0301;"Sales; East"\n')
    assert (roster.rows[0].name, roster.rows[0].team) == ("Ren\u00e9", "Sales; East")


@pytest.mark.parametrize(
    ("word", "gender"),
    [
        ("woman", Gender.WOMAN),
        ("F", Gender.WOMAN),
        ("Female", Gender.WOMAN),
        ("man", Gender.MAN),
        ("m", Gender.MAN),
        ("MALE", Gender.MAN),
        ("non_binary", Gender.NON_BINARY),
        ("Non-Binary", Gender.NON_BINARY),
        ("non binary", Gender.NON_BINARY),
        ("nb", Gender.NON_BINARY),
        ("", Gender.UNDISCLOSED),
        ("undisclosed", Gender.UNDISCLOSED),
        ("Prefer not to say", Gender.UNDISCLOSED),
    ],
)
def test_knows_the_words_for_gender(word: str, gender: Gender) -> None:
    assert right(f"email,name,gender\nana@example.org,Ana,{word}\n").rows[0].gender is gender


def test_everything_wrong_is_told_at_once_with_line_and_column() -> None:
    told = problems(
        "email,name,team,manager_email,gender,hired_on,left_on\n"
        "ana@example.org,Ana,Payments,nobody@example.org,female,in spring,\n"
        "not an address,,Payments,,lady,2024-02-30,\n"
        "ANA@example.org,Ana again,payments,ana@example.org,,2024-05-01,2024-04-30\n"
        "ben@example.org,Ben\n"
    )
    assert told == [
        "line 2, column hired_on: “in spring” is no date; write it as year-month-day, like 2024-03-31",
        (
            "line 2, column manager_email: I know nobody with the address “nobody@example.org”; "
            "add a line for the manager, or mend the address"
        ),
        "line 3, column email: “not an address” is no e-mail address; write it like ana@example.org",
        "line 3, column name: the name is empty; write the name that colleagues know the person by",
        "line 3, column gender: “lady” is no gender I know; write woman, man, non_binary or undisclosed",
        "line 3, column hired_on: there is no day “2024-02-30”; write it as year-month-day, like 2024-03-31",
        (
            "line 4, column left_on: left on 2024-04-30, before being hired on 2024-05-01; "
            "give the day after the last one, or leave it empty"
        ),
        "line 4, column email: “ana@example.org” is on line 2 already; keep one line a person",
        "line 4, column manager_email: the person is their own manager; leave it empty for who has no manager",
        "line 4, column team: “payments” is written “Payments” on line 2; write a team the same way everywhere",
        "line 5: has 2 cells where the header has 7; put a cell that contains the separator in double quotes",
    ]


def test_a_problem_says_in_parts_where_it_is() -> None:
    assert read("email,name\n,Ana\n").problems == (
        Problem(2, "email", "the e-mail address is empty", "give each person the address that Slack or Teams knows"),
    )


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("email,name,manger_email", "line 1: “manger_email” is no column I know; did you mean manager_email?"),
        ("email,name,Hired at", "line 1: “Hired at” is no column I know; did you mean hired_on?"),
        ("email,name,Name", "line 1, column name: the header names the column twice; keep one of them"),
        ("email,name,,team", f"line 1: “” is no column I know; use only {', '.join(COLUMNS)}"),
        ("email,name,zzzz", f"line 1: “zzzz” is no column I know; use only {', '.join(COLUMNS)}"),
        ("email,name,name", "line 1, column name: the header names the column twice; keep one of them"),
        ("name,team,gender", "line 1, column email: the column is missing; add it to the header and to every line"),
    ],
)
def test_the_header_is_strict(header: str, told: str) -> None:
    row = ",".join({"email": "ana@example.org", "name": "Ana"}.get(one, "") for one in header.split(","))
    assert problems(f"{header}\n{row}\n") == [told]


def test_the_header_may_be_written_as_people_write() -> None:
    roster = right("E-mail,NAME,Manager e-mail,Hired on,LEFT-ON\nana@example.org,Ana,,2024-01-31,\n")
    assert roster.columns == {"email", "name", "manager_email", "hired_on", "left_on"}
    assert roster.rows[0].hired_on == date(2024, 1, 31)


def test_columns_that_a_spreadsheet_leaves_empty_are_none() -> None:
    assert right("email;name;;\nana@example.org;Ana;;\nben@example.org;Ben;;;\n").columns == {"email", "name"}
    told = problems("email;name;;\nana@example.org;Ana;;note\n")
    assert told == [
        "line 2: has 4 cells where the header has 2; put a cell that contains the separator in double quotes"
    ]


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_line_that_names_the_separator_is_obeyed(line: str) -> None:
    assert right(f"{line}\r\nemail;name\r\nana@example.org;Lima, Ana\r\n").rows == (
        Row(3, "ana@example.org", "Lima, Ana"),
    )
    assert right("sep=|\nemail|name\nana@example.org|Ana\n").rows == (Row(3, "ana@example.org", "Ana"),)


def test_a_file_of_another_kind_is_told_apart() -> None:
    assert problems(b"") == [f"line 1: the file has no header; begin with the line {','.join(COLUMNS)}"]
    assert problems("email,name\n") == ["line 1: nobody is listed under the header; give each person a line"]
    assert problems("sep=;\n") == [f"line 1: the file has no header; begin with the line {','.join(COLUMNS)}"]


def test_lines_are_counted_as_an_editor_does() -> None:
    told = problems('email,name,department\nana@example.org,Ana,"two\nlines"\n\nben@example,Ben,\n')
    assert [one.partition(":")[0] for one in told] == ["line 2, column department", "line 5, column email"]


def test_an_open_quote_ends_the_reading_and_keeps_what_was_found_before() -> None:
    told = problems(
        "email,name,manager_email\nana,Ana,cleo@example.org\n"
        'ben@example.org,"Ben,\ncleo@example.org,Cleo,dora@example.org\n'
    )
    assert told == [
        "line 2, column email: “ana” is no e-mail address; write it like ana@example.org",
        "line 3: can't be read (unexpected end of data); check the quotes",
    ]


def test_a_line_with_odd_quotes_keeps_no_other_from_being_read() -> None:
    told = problems('email,name\nana@example.org,"Ana" Lima\nben,Ben\ncleo@example.org,"Cleo" "Martin"\n')
    assert told == [
        "line 2: can't be read (',' expected after '\"'); check the quotes",
        "line 3, column email: “ben” is no e-mail address; write it like ana@example.org",
        "line 4: can't be read (',' expected after '\"'); check the quotes",
    ]


@pytest.mark.parametrize(
    "cell",
    ["An\x00a", "A\x1b[31mna", "A\u2028na", "A\ud800na", "A\x85na"],
    ids=["nul", "escape", "line", "lone", "nel"],
)
def test_characters_that_no_screen_shows_are_refused_and_not_repeated(cell: str) -> None:
    (told,) = problems(f"email,name\nana@example.org,{cell}\n")
    assert told.startswith("line 2, column name: “A")
    assert told.isprintable()


def test_what_is_too_long_is_refused_and_told_shortly() -> None:
    (told,) = problems(f"email,name\nana@example.org,{'a' * 201}\n")
    assert told == f"line 2, column name: “{'a' * 59}…” has 201 characters; use at most 200"
    (told,) = problems(f"email,name\n{'a' * 320}@example.org,Ana\n")
    assert told.endswith("has 332 characters; use at most 320")


@pytest.mark.parametrize(
    "address", ["a@b", "a b@c.org", "a@b@c.org", "<a@b.org>", "a@.org", "a@b..org", "@b.org", "a@"]
)
def test_addresses_must_look_like_addresses(address: str) -> None:
    assert "is no e-mail address" in problems(f"email,name\n{address},Ana\n")[0]


def test_a_circle_of_managers_is_told_once_and_whole() -> None:
    told = problems(
        "email,name,manager_email\n"
        "eve@example.org,Eve,\n"
        "ana@example.org,Ana,ben@example.org\n"
        "ben@example.org,Ben,cleo@example.org\n"
        "cleo@example.org,Cleo,ana@example.org\n"
        "dan@example.org,Dan,ana@example.org\n"
    )
    assert told == [
        (
            "line 3, column manager_email: these people are each other's managers: "
            "ana@example.org → ben@example.org → cleo@example.org → ana@example.org; "
            "let one of them report to someone outside of the circle, or to nobody"
        )
    ]


def test_a_circle_of_people_who_are_not_in_the_file_is_not_its_doing() -> None:
    known = {"eve@example.org": "dan@example.org", "dan@example.org": "eve@example.org"}
    assert read("email,name,manager_email\nana@example.org,Ana,dan@example.org\n").problems_beside(known) == ()


def test_a_year_with_a_slip_is_no_date() -> None:
    assert "is before 1900" in problems("email,name,hired_on\nana@example.org,Ana,0202-01-01\n")[0]
    assert "is no date" in problems("email,name,hired_on\nana@example.org,Ana,2024-W01-1\n")[0]


def test_the_text_of_many_problems_is_short() -> None:
    rows = "\n".join(f"p{number},Ana" for number in range(70))
    error = RosterErrors(read(f"email,name\n{rows}\n").problems)
    assert len(error.problems) == 70
    assert str(error).splitlines()[-1] == "… and 20 more"
    assert len(str(error).splitlines()) == 51


def _either(data: bytes | str) -> None:
    """Somebody who is told, or something to mend; and never both nothing."""
    reading = read(data)
    told = reading.problems_beside({})
    assert told or reading.roster.rows
    assert all(str(one).isprintable() for one in told)
    assert all(one.isprintable() for one in reading.notes)


@settings(deadline=None)
@given(st.binary(), st.sampled_from([b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"email;name\n"]))
def test_any_bytes_are_a_roster_or_problems(data: bytes, begins: bytes) -> None:
    _either(begins + data)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(categories=None)) | st.text(alphabet='email,name;\t"\r\n@.x\x00 ', max_size=80))
def test_any_text_after_a_header_is_a_roster_or_problems(text: str) -> None:
    _either(text)
    _either(f"{','.join(COLUMNS)}\n{text}")
    _either(f"email;name;manager_email\nana@example.org;Ana;{text}")


_NAMES = (
    st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]), min_size=1, max_size=40)
    .map(lambda text: unicodedata.normalize("NFC", text).strip() or "x")
    .filter(lambda text: len(text) <= 200)
)
_DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2030, 1, 1))


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """Rosters that hold: each person's manager is a person above them in the list."""
    rows = []
    teams: dict[str, str] = {}
    for index in range(draw(st.integers(1, 12))):
        manager = draw(st.none() | st.integers(0, index - 1)) if index else None
        team = draw(st.none() | _NAMES)
        hired, left = draw(st.none() | _DAYS), draw(st.none() | _DAYS)
        if hired is not None and left is not None and left < hired:
            hired, left = left, hired
        rows.append(
            Row(
                index + 2,
                f"p{index}@example.org",
                draw(_NAMES),
                teams.setdefault(team.casefold(), team) if team is not None else None,
                f"p{manager}@example.org" if manager is not None else None,
                draw(st.none() | _NAMES),
                draw(st.none() | _NAMES),
                draw(st.none() | _NAMES),
                draw(st.sampled_from(Gender)),
                hired,
                left,
            )
        )
    return Roster(frozenset(COLUMNS), tuple(rows))


@settings(deadline=None)
@given(
    rosters(),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_is_written_is_read_again(roster: Roster, separator: str, line_end: str, encoding: str) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator=line_end)
    writer.writerow(COLUMNS)
    writer.writerows(["" if one is None else str(one) for one in astuple(row)[1:]] for row in roster.rows)
    assert right(out.getvalue().encode(encoding)) == roster


def test_the_documentation_names_every_column_and_its_example_is_one() -> None:
    text = (Path(__file__).parents[2] / "docs" / "roster.md").read_text(encoding="utf-8")
    for column in COLUMNS:
        assert f"| `{column}` |" in text
    example = text.partition("```csv\n")[2].partition("```")[0]
    assert [row.name for row in right(example).rows] == ["Eve Sato", "Dan Weber", "Ana Lima"]
