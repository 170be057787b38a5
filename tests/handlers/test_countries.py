"""Countries by name and code."""

from __future__ import annotations

import pytest
from holidays import list_supported_countries
from hypothesis import given
from hypothesis import strategies as st

from handlers.countries import Found, find_country, is_named, name_of, read_country

KNOWN = list_supported_countries(include_aliases=False)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Germany", "DE"),
        (" germany ", "DE"),
        ("de", "DE"),
        ("DEU", "DE"),
        ("Germny", "DE"),
        ("The Netherlands", "NL"),
        ("Holland", "NL"),
        ("U.K.", "GB"),
        ("England", "GB"),
        ("USA", "US"),
        ("United States of America", "US"),
        ("Côte d’Ivoire", "CI"),
        ("cote d'ivoire", "CI"),
        ("Bosnia and Herzegovina", "BA"),
        ("St. Lucia", "LC"),
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("South Korea", "KR"),
        ("Kosovo", "XK"),
        ("Türkiye", "TR"),
    ],
)
def test_a_country_is_found_as_people_write_it(typed: str, code: str) -> None:
    assert find_country(typed) == Found(code)


@pytest.mark.parametrize("code", KNOWN)
def test_each_country_with_holidays_is_found_by_its_code_and_by_what_we_call_it(code: str) -> None:
    assert find_country(code) == Found(code)
    assert find_country(name_of(code)) == Found(code)
    assert name_of(code) != code


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Austrlia", "I know no holidays of “Austrlia”. Did you mean Australia or Austria?"),
        ("Congo", "I know no holidays of “Congo”. Did you mean Republic of the Congo or DR Congo?"),
        ("Atlantis!", "I know no holidays of “Atlantis!”. Its English name or code is enough, like Germany or DE."),
        ("x" * 90, f"I know no holidays of “{'x' * 59}…”. Its English name or code is enough, like Germany or DE."),
    ],
)
def test_what_is_no_country_or_several_is_told_and_not_guessed(typed: str, told: str) -> None:
    assert read_country(typed) == ("", told)
    assert not is_named(typed)


@given(st.text(max_size=80))
def test_any_text_is_a_known_country_or_told(typed: str) -> None:
    code, problem = read_country(typed)
    assert (code in KNOWN) != bool(problem)


def test_a_code_that_is_none_is_shown_as_it_is() -> None:
    assert name_of("QQ") == "QQ"
