"""Makes text safe to show anywhere: without what acts invisibly, and where a platform reads markup, without markup."""

from __future__ import annotations

import re
import unicodedata

# They reorder or hide what stands around them, the words of others included. Plain marks (U+200E, U+200F) may stay.
_DIRECTIONAL = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF}
_DROPPED = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0), *_DIRECTIONAL} - {0x09, 0x0A})
_NOT_TEXT = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029\u000b\u000c]")

# Breaks a sequence without being seen, and is neither a space nor punctuation to any Markdown.
_JOINER = "\u2060"
_LOOKALIKES = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"})
_BRACES = re.compile(r"\{(?=\{)")
_SEQUENCES = re.compile(
    r"""
    (?: \{(?=\{)              # {{DATE(…)}} of Adaptive Cards
      | !(?=\[)               # ![picture](address)
      | \](?=[(\[:])          # [text](address), [text][reference] and [reference]: address
      | <(?=[^\s])            # <address>, <tag>, <@person>, <!channel>
      | &(?=[#\w])            # &amp;
      | \\(?=[^\w\s])         # \*
      | :(?=//)               # https://…
      | (?<=\w)\.(?=[^\W\d])  # example.com
      | [^\s\u2060](?=@)       # ana@example.com
      | ^(?=\s*(?:[-+](?:\s|$) | \d+[.)] | \#{1,6}(?:\s|$) | [>|] | (?:-\s*){2,}$ | =+\s*$ | [ ]{4} | \t))  # lines
    )(?!\u2060)
    """,
    re.VERBOSE | re.MULTILINE,
)


def clean(text: str) -> str:
    """The text without control characters and the like; line breaks become `\\n`, tabs stay."""
    if text.isprintable():
        return text
    return _NOT_TEXT.sub("\ufffd", _LINE_ENDS.sub("\n", text)).translate(_DROPPED)


def one_line(text: str) -> str:
    """The clean text with every run of white space as one space."""
    return " ".join(clean(text).split())


def is_blank(text: str) -> bool:
    """Whether there is nothing to see."""
    if text[:1].isalnum():  # as nearly always
        return False
    return all(one.isspace() or unicodedata.category(one) in {"Cf", "Cc", "Mn", "Me", "Zs"} for one in text)


def without_functions(text: str) -> str:
    """The clean text, in which Adaptive Cards find no `{{DATE(…)}}` or `{{TIME(…)}}`."""
    return _BRACES.sub("{" + _JOINER, clean(text))


def without_markup(text: str) -> str:
    """The clean text, looking the same, in which no dialect of Markdown finds emphasis, a link, a list or a mention."""
    return _SEQUENCES.sub(lambda found: found.group() + _JOINER, clean(text).translate(_LOOKALIKES))


def width(text: str) -> int:
    """How many columns the text takes in a fixed-width font."""
    return sum(_columns(one) for one in text)


def _columns(one: str) -> int:
    if unicodedata.combining(one) or unicodedata.category(one) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(one) in "WF" else 1
