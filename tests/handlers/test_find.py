"""Commands are found whatever the case, the order, and a slip of the finger."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.find import Found, NotFound, find
from handlers.request import Mention, Words
from handlers.table import BY_WORD, COMMANDS

ANA = Mention("U-ANA", "Ana Lima")
WORDS = [word for command in COMMANDS for word in (command.name, *command.aliases)]
LONG_NAMES = [command.name for command in COMMANDS if len(command.name) > 5]


def found(*parts: str | Mention) -> tuple[str, tuple[str | Mention, ...]]:
    result = find(Words(parts), BY_WORD)
    assert isinstance(result, Found), result
    return result.command.name, result.rest.parts


@pytest.mark.parametrize(
    ("parts", "name", "rest"),
    [
        (("amplify ", ANA, " in standup: x"), "amplify", (ANA, " in standup: x")),
        (("AMPLIFY ", ANA), "amplify", (ANA,)),
        (("Amplify: her idea",), "amplify", ("her idea",)),
        ((ANA, " amplify in standup: x"), "amplify", (ANA, "in standup: x")),
        (("@Ana Lima amplify in standup",), "amplify", ("@Ana Lima in standup",)),
        (("please log",), "log", ("please",)),
        (("/ally log",), "log", ()),
        (("/ally amplify ", ANA), "amplify", (ANA,)),
        (("amplfy ", ANA), "amplify", (ANA,)),
        (("recogize ", ANA, " mentor of the year"), "recognize", (ANA, " mentor of the year")),
        (("Recognised ", ANA), "recognize", (ANA,)),
        (("nominate ", ANA, " for it"), "sponsor", (ANA, " for it")),
        (("uppity undo",), "undo", ("uppity",)),
        (("some me me",), "me", ("some me",)),
        (("“help”",), "help", ()),
        (("?",), "help", ()),
        (("??",), "help", ()),
    ],
)
def test_commands_and_what_is_left(
    parts: tuple[str | Mention, ...], name: str, rest: tuple[str | Mention, ...]
) -> None:
    assert found(*parts) == (name, rest)


def test_nothing_typed_is_nothing() -> None:
    for parts in ((), ("",), ("  ",), (ANA,), ("/ally",), ("!", ": ;")):
        assert find(Words(parts), BY_WORD) is None


def test_a_command_behind_the_colon_is_only_a_word() -> None:
    result = find(Words(("zzz: undo",)), BY_WORD)
    assert isinstance(result, NotFound)


def test_a_command_far_into_the_text_is_only_a_word() -> None:
    assert isinstance(find(Words(("one two three undo",)), BY_WORD), NotFound)


@pytest.mark.parametrize(
    ("typed", "first"),
    [("lgo", "log"), ("mentorship", "mentor"), ("interventionist", "intervene"), ("amplification", "amplify")],
)
def test_what_is_too_far_off_is_asked_about(typed: str, first: str) -> None:
    result = find(Words((typed,)), BY_WORD)
    assert isinstance(result, NotFound)
    assert result.typed == typed
    assert result.suggestions[0] == first
    assert len(result.suggestions) <= 3


def test_thanks_log_nothing() -> None:
    assert isinstance(find(Words(("thank you",)), BY_WORD), NotFound)


@given(st.sampled_from(WORDS), st.text(), st.randoms(use_true_random=False))
def test_any_case_of_a_command_is_found_before_any_text(word: str, text: str, random: object) -> None:
    cased = "".join(one.upper() if random.random() < 0.5 else one for one in word)  # type: ignore[attr-defined]
    result = find(Words((f"{cased} {text}",)), BY_WORD)
    assert isinstance(result, Found)
    assert word in (result.command.name, *result.command.aliases)
    assert "".join(str(one) for one in result.rest.parts) == text.lstrip()


@given(st.sampled_from(LONG_NAMES), st.data())
def test_one_slip_in_a_long_name_is_forgiven_or_asked_about(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    slipped = name[:at] + name[at + 1 :]
    result = find(Words((slipped,)), BY_WORD)
    names = [result.command.name] if isinstance(result, Found) else list(getattr(result, "suggestions", ()))
    assert name in names


@given(st.lists(st.text() | st.just(ANA), max_size=4))
def test_any_words_find_something_or_politely_nothing(parts: list[str | Mention]) -> None:
    result = find(Words(tuple(parts)), BY_WORD)
    assert result is None or isinstance(result, Found | NotFound)
