"""The words by which people and HR systems tell a gender."""

from __future__ import annotations

from collections.abc import Mapping

from storage.words import Gender

_WORDS: Mapping[Gender, tuple[str, ...]] = {
    Gender.WOMAN: ("woman", "women", "female", "f", "w"),
    Gender.MAN: ("man", "men", "male", "m"),
    Gender.NON_BINARY: ("non binary", "nonbinary", "nb", "enby", "x", "d", "diverse", "divers"),
    Gender.UNDISCLOSED: ("", "undisclosed", "unknown", "not disclosed", "prefer not to say", "rather not say", "n/a"),
}
_GENDERS = {word: gender for gender, words in _WORDS.items() for word in words}


def read_gender(text: str) -> Gender | None:
    """The gender that a word means, whatever its case and hyphens; None when it is none we know."""
    return _GENDERS.get(" ".join(text.casefold().replace("_", " ").replace("-", " ").split()))
