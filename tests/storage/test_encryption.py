"""What is sealed is opened by our keys alone, each for its purpose, and goes on being opened while keys change."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.encryption import Cipher, Purpose, same, token_hash

OLD, NEW = "the key of last year, long enough", "the key of this year, long enough"


@given(st.text())
def test_every_text_comes_back(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair is no text
        return
    cipher = Cipher([NEW])
    sealed = cipher.seal(text)
    assert cipher.open(sealed) == text
    assert cipher.seal(text) != sealed  # equal texts do not look equal


def test_a_text_is_not_to_be_read_without_a_key() -> None:
    sealed = Cipher([NEW]).seal("her caching idea")
    assert b"caching" not in base64.urlsafe_b64decode(sealed)
    assert Cipher([OLD]).open(sealed) is None


@pytest.mark.parametrize("position", [0, 20, 60, -5])
def test_a_changed_one_does_not_open(position: int) -> None:
    cipher = Cipher([NEW])
    sealed = cipher.seal("her caching idea")
    other = "A" if sealed[position] != "A" else "B"
    changed = sealed[:position] + other + sealed[position:][1:]
    assert cipher.open(changed) is None


@pytest.mark.parametrize("nonsense", ["", "x", "gAAAA", "her caching idea", "é"])
def test_what_was_never_sealed_does_not_open(nonsense: str) -> None:
    assert Cipher([NEW]).open(nonsense) is None
    assert Cipher([NEW]).rotate(nonsense) is None


def test_a_token_is_no_note() -> None:
    cipher = Cipher([NEW])
    sealed = cipher.seal("xoxb-1", Purpose.TOKEN)
    assert cipher.open(sealed, Purpose.TOKEN) == "xoxb-1"
    assert cipher.open(sealed, Purpose.TEXT) is None
    assert cipher.open(sealed, Purpose.LINK) is None


def test_a_new_key_seals_and_the_old_one_goes_on_opening() -> None:
    before = Cipher([OLD]).seal("a note")
    both = Cipher([NEW, OLD])
    assert both.open(before) == "a note"
    assert Cipher([OLD]).open(both.seal("another")) is None
    rotated = both.rotate(before)
    assert rotated is not None
    assert Cipher([NEW]).open(rotated) == "a note"
    assert Cipher([NEW]).rotate(before) is None


def test_without_a_key_there_is_no_cipher() -> None:
    with pytest.raises(ValueError, match="at least one secret key"):
        Cipher([])


def test_links_are_signed_by_the_newest_key_and_old_ones_hold() -> None:
    assert Cipher([NEW, OLD]).signing_keys() == (*Cipher([OLD]).signing_keys(), *Cipher([NEW]).signing_keys())


def test_a_fingerprint_is_the_same_for_the_same_text_and_key() -> None:
    assert Cipher([NEW]).fingerprint("a") == Cipher([NEW, OLD]).fingerprint("a")
    assert len({Cipher([key]).fingerprint(text) for key in (NEW, OLD) for text in ("a", "b")}) == 4


def test_a_token_is_kept_as_its_hash_and_compared_whole() -> None:
    assert token_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert same("abc", "abc")
    assert not same("abc", "abd")
    assert not same("é", "e")
