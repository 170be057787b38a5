"""Arrow's arrays made of numpy's, and the other way round. pyarrow's own ways load the whole of pandas first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute

_EPOCH = date(1970, 1, 1).toordinal()


def take_from_the_system() -> None:
    """Memory comes from the system's own allocator: pyarrow's keeps tens of MiB more than there ever are in use."""
    pa.set_memory_pool(pa.system_memory_pool())


def text(codes: NDArray[Any], words: Sequence[str] | NDArray[np.bytes_]) -> Any:
    """The words that the codes stand for. Words that are bytes are ASCII, and all of one length."""
    dictionary = _of_one_length(words) if isinstance(words, np.ndarray) else texts(words)
    return pa.DictionaryArray.from_arrays(_array(pa.int32(), codes.astype(np.int32)), dictionary)


def texts(words: Sequence[str]) -> Any:
    """The words as they are."""
    encoded = [word.encode() for word in words]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), len(encoded), [None, _buffer(ends), pa.py_buffer(b"".join(encoded))])


def same_day(day: date, many: int) -> Any:
    """One day so many times."""
    return _array(pa.date32(), np.full(many, day.toordinal() - _EPOCH, dtype=np.int32))


def numbers(array: Any) -> NDArray[np.int64]:
    """Whole numbers, none of which is missing."""
    return np.from_dlpack(array).astype(np.int64)


def places(values: Any, among: Any, nowhere: int) -> NDArray[np.int64]:
    """Where each value is among those; `nowhere` for what is not."""
    found = compute.index_in(values, value_set=among)
    return numbers(compute.coalesce(found, _array(pa.int32(), np.full(len(found), nowhere, dtype=np.int32))))


def _of_one_length(words: NDArray[np.bytes_]) -> Any:
    ends = np.arange(len(words) + 1, dtype=np.int32) * words.dtype.itemsize
    return pa.Array.from_buffers(pa.string(), len(words), [None, _buffer(ends), _buffer(words)])


def _array(kind: Any, values: NDArray[Any]) -> Any:
    return pa.Array.from_buffers(kind, len(values), [None, _buffer(values)])


def _buffer(values: NDArray[Any]) -> Any:
    return pa.py_buffer(np.ascontiguousarray(values))
