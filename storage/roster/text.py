"""Makes text of a file's bytes, in whichever way a spreadsheet wrote it.

Excel writes UTF-8 with a mark ("CSV UTF-8"), UTF-16 ("Unicode text") or, as plain "CSV", the machine's own encoding,
which is Windows-1252 in Western Europe. Libraries that guess an encoding need running text; a list of names is too
little for them. So what is not Unicode is taken for Windows-1252 where that makes plausible words, with a sentence that
says so; else it is refused, and whoever knows better names the encoding.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass

from storage.roster.problems import Problem, RosterErrors, quote

WESTERN = "Windows-1252"
ADVICE = "save the file as “CSV UTF-8”, or name its encoding"

_MARKS = (
    (codecs.BOM_UTF8, "UTF-8", "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "UTF-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "UTF-16", "utf-16"),
)
_ACCENTED = "À-ÖØ-öø-ÿŠŽŒšžœŸ"
_IMPLAUSIBLE = re.compile(
    rf"[^\W\d_][¡¢£¤¥¦§¨©«¬®¯°±²³´µ¶¸¹º»¼½¾¿×÷†‡•…‰‹›‚„ƒˆ˜™][^\W\d_]"  # a sign within a word
    rf"|[£¥¯¹³¼¾][^\W\d_]"  # or at its beginning
    rf"|[a-zß-öø-ÿ][À-ÖØ-ÞŠŽŒŸ]"  # a capital after a small letter
    rf"|[{_ACCENTED}]{{3}}"  # another alphabet
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, how it was encoded, and whether that is a guess that a person should look at."""

    text: str
    encoding: str
    is_guess: bool = False


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """The text of a file. Raises RosterErrors where it can't be told, with the lines where that shows."""
    if encoding is not None:
        return Decoded(_as_named(data, encoding), encoding)
    for mark, name, codec in _MARKS:
        if data.startswith(mark):
            return Decoded(_whole(data, codec, name), name)
    if 0 in data[:2]:  # a header is ASCII: half of each character is nothing
        return Decoded(_whole(data, "utf-16-be" if data[0] == 0 else "utf-16-le", "UTF-16"), "UTF-16")
    try:
        return Decoded(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        return Decoded(_western(data), WESTERN, is_guess=True)


def _as_named(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError:
        wrong = f"I know no encoding {quote(encoding)}"
        raise RosterErrors([Problem(None, None, wrong, "name one like utf-8, windows-1250 or mac_roman")]) from None
    except UnicodeError:
        raise RosterErrors([Problem(None, None, f"the file is not {encoding}", ADVICE)]) from None


def _whole(data: bytes, codec: str, name: str) -> str:
    """The text of a file that says what it is; where it is not, it was cut off or mended by hand."""
    try:
        return data.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError:
        if name == "UTF-8":
            lines = _lines(data, lambda line: not _is_utf8(line))
            raise RosterErrors([Problem(line, None, "is not UTF-8", ADVICE) for line in lines]) from None
        raise RosterErrors([Problem(None, None, f"begins as {name}, and is not", ADVICE)]) from None


def _western(data: bytes) -> str:
    not_utf8 = _lines(data, lambda line: not _is_utf8(line))
    if _lines(data, lambda line: not line.isascii() and _is_utf8(line)):
        wrong = "is not UTF-8, and other lines are"
        raise RosterErrors([Problem(line, None, wrong, ADVICE) for line in not_utf8])
    if implausible := _lines(data, lambda line: not _is_western(line)):
        wrong = f"is neither UTF-8 nor plausible {WESTERN}"
        raise RosterErrors([Problem(line, None, wrong, ADVICE) for line in implausible])
    return data.decode("cp1252")


def _lines(data: bytes, is_meant: Callable[[bytes], bool]) -> list[int]:
    return [number for number, line in enumerate(data.splitlines(), start=1) if is_meant(line)]


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_western(line: bytes) -> bool:
    if line.isascii():
        return True
    try:
        return _IMPLAUSIBLE.search(line.decode("cp1252")) is None
    except UnicodeDecodeError:
        return False
