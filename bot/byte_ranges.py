"""Which bytes of a file a request asks for (RFC 9110, section 14). Who asks for several parts gets the whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes\s*=\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes from `first` to `last`, both included. `goes_on`: the asker has shown to know which file it is."""

    first: int
    last: int
    is_partial: bool = False
    goes_on: bool = False

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class Unsatisfiable(Exception):
    """The range begins where the file has ended."""


def asked_for(headers: Mapping[str, str], size: int, etag: str) -> Part:
    """The part that the request wants. Raises Unsatisfiable. `size` is at least one byte."""
    whole = Part(0, size - 1)
    found = _ONE_RANGE.fullmatch(headers.get("range", "").strip())
    condition = headers.get("if-range", "").strip()
    if found is None or (condition and condition != etag):
        return whole
    first, last = found.groups()
    if first == "":
        if last == "":
            return whole
        begin, end = max(0, size - int(last)), size - 1
    else:
        begin, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < begin:
            return whole
    if begin >= size:
        raise Unsatisfiable
    return Part(begin, end, is_partial=True, goes_on=begin > 0 and condition == etag)
