"""The bytes of a roster, as spreadsheets in Europe write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.roster import read

NAMES = ("René Müller", "Zoë Lindström", "Begoña Núñez", "Søren Kjær", "Jürgen Weiß", "Chloé d’Aubigné", "Åsa Öberg")


def file(*names: str) -> str:
    return "email;name\r\n" + "".join(f"p{index}@acme.org;{name}\r\n" for index, name in enumerate(names))


def names(data: bytes, encoding: str | None = None) -> list[str]:
    reading = read(data, encoding)
    assert [str(one) for one in reading.problems] == []
    return [row.name for row in reading.roster.rows]


def wrong(data: bytes, encoding: str | None = None) -> list[str]:
    reading = read(data, encoding)
    assert reading.roster.rows == ()
    assert not reading.is_whole
    return [str(one) for one in reading.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_names_are_read_as_they_were_written(encoding: str) -> None:
    assert names(file(*NAMES).encode(encoding)) == list(NAMES)


def test_unicode_needs_no_words_and_a_guess_says_what_it_made_of_the_names() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le"):
        assert read(file(*NAMES).encode(encoding)).notes == ()
    (note,) = read(file(*NAMES).encode("cp1252")).notes
    assert note == (
        "The file is not Unicode: I read it as Windows-1252, which gives names like “René Müller”, “Zoë Lindström”, "
        "“Begoña Núñez”. If that looks wrong, name its encoding, or save it as “CSV UTF-8”."
    )


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Łukasz Wójcik", "cp1250"),
        ("Małgorzata Dąbrowska", "cp1250"),
        ("Иван Петров", "cp1251"),
        ("Ελένη Νικολάου", "cp1253"),
        ("René Müller", "mac_roman"),
        ("Ana \x81", "latin-1"),
    ],
)
def test_what_would_make_no_plausible_names_is_refused_and_read_when_its_encoding_is_named(
    name: str, encoding: str
) -> None:
    data = file("Ana", name).encode(encoding)
    assert wrong(data) == [
        ("line 3: is neither UTF-8 nor plausible Windows-1252; save the file as “CSV UTF-8”, or name its encoding")
    ]
    if encoding != "latin-1":
        assert names(data, encoding) == ["Ana", name]


def test_what_looks_right_in_another_encoding_is_left_to_the_eye() -> None:
    data = file("Antonín Dvořák").encode("cp1250")
    assert "“Antonín Dvoøák”" in read(data).notes[0]
    assert names(data, "windows-1250") == ["Antonín Dvořák"]


def test_a_file_of_two_encodings_is_refused_where_it_is_not_utf8() -> None:
    data = file("René").encode() + "p9@acme.org;Zoë\r\n".encode("cp1252")
    assert wrong(data) == [
        "line 3: is not UTF-8, and other lines are; save the file as “CSV UTF-8”, or name its encoding"
    ]


def test_a_file_that_is_not_what_its_mark_says_is_refused() -> None:
    assert wrong(b"\xef\xbb\xbf" + file("Ana", "Zoë").encode("cp1252")) == [
        "line 3: is not UTF-8; save the file as “CSV UTF-8”, or name its encoding"
    ]
    assert wrong(file("Ana").encode("utf-16")[:-1]) == [
        "file: begins as UTF-16, and is not; save the file as “CSV UTF-8”, or name its encoding"
    ]


def test_an_encoding_that_is_named_wrongly_is_told() -> None:
    assert wrong(b"x", "klingon") == [
        "file: I know no encoding “klingon”; name one like utf-8, windows-1250 or mac_roman"
    ]
    assert wrong(b"x", "hex") == ["file: I know no encoding “hex”; name one like utf-8, windows-1250 or mac_roman"]
    assert wrong(file("Zoë").encode("cp1252"), "utf-8") == [
        "file: the file is not utf-8; save the file as “CSV UTF-8”, or name its encoding"
    ]


@given(st.binary(), st.sampled_from(["utf-8", "utf-16", "cp1252", "cp1250", "ascii", "utf-7", "idna", "klingon"]))
def test_any_bytes_in_any_encoding_are_a_roster_or_problems(data: bytes, encoding: str) -> None:
    reading = read(data, encoding)
    assert reading.roster.rows or reading.problems
