"""The bytes between the grader and a locked child: a strict codec, and never pickle.

A frame is a magic word, a kind, the number of the question, a length and a payload.  What comes from the
child is hostile until decoded: every count, length and shape is checked against the bytes that are really
there before anything is allocated, and whatever is not exactly a reply raises one error, `ProtocolError`.

Numbers are little-endian.  A text is its length and UTF-8; an array is a code from a list of element
types, the number of its axes, their sizes and the elements in row-major order; a ball is a line of
digits (see `grader.sandbox.digits`).
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from grader.sandbox import digits
from grader.sandbox.records import Absent, Array, BallArray, Outcome, Reply, Trace, Value

HEADER: Final = struct.Struct("<4sBII")
MAGIC: Final = b"sbp1"

READY, LOAD, CALL, PROBE, REPLY = range(5)
"""The kinds of frames: a locked child says it is ready; load, call and probe are asked; a reply answers."""

DTYPES: Final = tuple(
    np.dtype(name)
    for name in (
        "<f8",
        "<f4",
        "<f2",
        "<i8",
        "<i4",
        "<i2",
        "i1",
        "<u8",
        "<u4",
        "<u2",
        "u1",
        "?",
        "<c16",
        "<c8",
    )
)
CODES: Final = {dtype: code for code, dtype in enumerate(DTYPES)}
OUTCOMES: Final[tuple[Outcome, ...]] = (
    "returned", "raised", "missing", "signature", "returns", "untraceable", "memory",
)  # fmt: skip
"""What a child may say of itself; the other outcomes are for the grader to find."""
CONTAINERS: Final = ("ndarray", "matrix", "list", "tuple", "number")
ABSENT, ARRAY, BALLS = range(3)

MAX_AXES: Final = 8
MAX_AXIS: Final = 1 << 24
MAX_VALUES: Final = 256
MAX_BALLS: Final = 100_000
MAX_TRACED: Final = 1 << 18
MAX_TEXT: Final = 4000
MAX_NAME: Final = 200
MAX_JSON: Final = 1 << 26

COUNT: Final = struct.Struct("<H")
LENGTH: Final = struct.Struct("<I")
REPLY_HEAD: Final = struct.Struct("<BiQ")
ARRAY_HEAD: Final = struct.Struct("<BB")
BYTE: Final = struct.Struct("<B")


class ProtocolError(Exception):
    """Bytes that are not what was agreed on."""


class OversizeError(ProtocolError):
    """More bytes than allowed."""


class Head(NamedTuple):
    """What stands before a payload; an answer bears the number of its question."""

    kind: int
    number: int
    length: int


@dataclass(frozen=True)
class Request:
    """What the grader asks of a child: plain JSON, and the arrays it speaks of."""

    kind: int
    number: int
    body: Mapping[str, Any]
    arrays: tuple[NDArray[Any], ...] = ()


def frame(kind: int, number: int, payload: bytes = b"") -> bytes:
    """One frame as bytes."""
    return HEADER.pack(MAGIC, kind, number, len(payload)) + payload


def frame_head(data: bytes | bytearray, limit: int) -> Head | None:
    """The head of the frame that begins here; None while it is incomplete.

    Raises `ProtocolError` at the first byte that cannot begin a frame, `OversizeError` for a payload over
    `limit`.
    """
    if not MAGIC.startswith(data[: len(MAGIC)]):
        raise ProtocolError("not a frame")
    if len(data) < HEADER.size:
        return None
    _, kind, number, length = HEADER.unpack_from(data)
    if length > limit:
        raise OversizeError(f"a frame of {length} bytes, more than {limit}")
    return Head(kind, number, length)


# ------------------------------------------------------------------ requests


def encode_request(request: Request) -> bytes:
    """A request as a frame."""
    body = json.dumps(request.body, ensure_ascii=True).encode()
    arrays = b"".join(encode_array(array) for array in request.arrays)
    return frame(
        request.kind, request.number, LENGTH.pack(len(body)) + body + COUNT.pack(len(request.arrays)) + arrays
    )


def decode_request(head: Head, payload: bytes) -> Request:
    """The request in a frame; raises `ProtocolError`."""
    reader = Reader(payload)
    try:
        body = json.loads(reader.text(MAX_JSON))
    except (ValueError, RecursionError) as error:
        raise ProtocolError("not JSON") from error
    if not isinstance(body, dict):
        raise ProtocolError("not a JSON object")
    arrays = tuple(reader.array() for _ in range(reader.count(MAX_VALUES)))
    reader.end()
    return Request(head.kind, head.number, body, arrays)


# ------------------------------------------------------------------- replies


def encode_reply(reply: Reply, number: int) -> bytes:
    """A reply as a frame; an array with elements of another type is sent as absent."""
    line = -1 if reply.line is None else reply.line
    parts = [
        REPLY_HEAD.pack(OUTCOMES.index(reply.outcome), line, reply.operations),
        encode_text(reply.returned),
        encode_text(reply.error),
        encode_counts(reply.changed),
        COUNT.pack(len(reply.values)),
        *map(encode_value, reply.values),
        COUNT.pack(len(reply.local)),
        *(encode_text(name, MAX_NAME) + encode_array(array) for name, array in reply.local.items()),
        encode_trace(reply.trace),
    ]
    return frame(REPLY, number, b"".join(parts))


def decode_reply(payload: bytes) -> Reply:
    """The reply in a frame; raises `ProtocolError` for anything that is not exactly one."""
    reader = Reader(payload)
    outcome, line, operations = reader.unpack(REPLY_HEAD)
    if outcome >= len(OUTCOMES) or line < -1:
        raise ProtocolError("no such outcome or line")
    reply = Reply(
        outcome=OUTCOMES[outcome],
        line=None if line == -1 else line,
        operations=operations,
        returned=reader.text(MAX_TEXT),
        error=reader.text(MAX_TEXT),
        changed=tuple(reader.unpack(COUNT)[0] for _ in range(reader.count(MAX_VALUES))),
        values=tuple(reader.value() for _ in range(reader.count(MAX_VALUES))),
        local={reader.text(MAX_NAME): reader.floats() for _ in range(reader.count(MAX_VALUES))},
        trace=reader.trace(),
    )
    reader.end()
    return reply


def encode_value(value: Value) -> bytes:
    """One value of a reply."""
    match value:
        case Array(array, container) if array.dtype.newbyteorder("<") in CODES:
            return BYTE.pack(ARRAY) + BYTE.pack(CONTAINERS.index(container)) + encode_array(array)
        case Array(array):
            return encode_value(Absent(f"an array of {array.dtype}"))
        case BallArray(shape, entries, rounded):
            text = "\n".join(map(digits.ball_text, entries)).encode("ascii")
            head = BYTE.pack(BALLS) + BYTE.pack(rounded) + encode_shape(shape)
            return head + LENGTH.pack(len(text)) + text
        case Absent(reason):
            return BYTE.pack(ABSENT) + encode_text(reason)


def encode_trace(trace: Trace | None) -> bytes:
    """A recording, or that there is none."""
    if trace is None:
        return BYTE.pack(0)
    tables = encode_array(trace.contexts) + encode_array(trace.events)
    values = b"".join(map(encode_array, trace.values))
    return BYTE.pack(1) + BYTE.pack(trace.complete) + tables + LENGTH.pack(len(trace.values)) + values


def encode_text(text: str, limit: int = MAX_TEXT) -> bytes:
    """A text, cut where it is over the limit; half a surrogate pair becomes its escape."""
    data = text[:limit].encode("utf-8", "backslashreplace")[:limit]
    data = data.decode("utf-8", "ignore").encode()
    return LENGTH.pack(len(data)) + data


def encode_counts(counts: Sequence[int]) -> bytes:
    return COUNT.pack(len(counts)) + b"".join(map(COUNT.pack, counts))


def encode_shape(shape: Sequence[int]) -> bytes:
    return struct.pack(f"<B{len(shape)}Q", len(shape), *shape)


def encode_array(array: NDArray[Any]) -> bytes:
    """An array of one of the agreed element types."""
    little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    return BYTE.pack(CODES[little.dtype]) + encode_shape(array.shape) + little.tobytes()


class Reader:
    """A payload and how far it is read; every step checks that the bytes are there."""

    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        self.at = 0

    def take(self, size: int) -> bytes:
        """The next bytes."""
        if size > len(self.payload) - self.at:
            raise ProtocolError("truncated")
        self.at += size
        return self.payload[self.at - size : self.at]

    def unpack(self, layout: struct.Struct) -> tuple[int, ...]:
        """The next whole numbers."""
        return layout.unpack(self.take(layout.size))

    def count(self, limit: int) -> int:
        """How many follow."""
        (count,) = self.unpack(COUNT)
        if count > limit:
            raise ProtocolError("too many")
        return count

    def text(self, limit: int) -> str:
        """A text of at most that many bytes."""
        (length,) = self.unpack(LENGTH)
        if length > limit:
            raise ProtocolError("a text too long")
        try:
            return self.take(length).decode("utf-8")
        except UnicodeDecodeError as error:
            raise ProtocolError("not UTF-8") from error

    def shape(self) -> tuple[int, ...]:
        """The sizes of the axes."""
        (axes,) = self.unpack(BYTE)
        if axes > MAX_AXES:
            raise ProtocolError("too many axes")
        sizes = self.unpack(struct.Struct(f"<{axes}Q"))
        if any(size > MAX_AXIS for size in sizes):
            raise ProtocolError("an axis too long")
        return sizes

    def array(self) -> NDArray[Any]:
        """An array of its own memory."""
        (code,) = self.unpack(BYTE)
        if code >= len(DTYPES):
            raise ProtocolError("no such element type")
        shape = self.shape()
        data = self.take(math.prod(shape) * DTYPES[code].itemsize)
        if DTYPES[code] == np.bool_ and data.strip(b"\0\1"):
            raise ProtocolError("neither true nor false")
        return np.frombuffer(data, DTYPES[code]).reshape(shape).copy()

    def floats(self) -> NDArray[np.float64]:
        """An array of doubles."""
        array = self.array()
        if array.dtype != np.float64:
            raise ProtocolError("not doubles")
        return array

    def value(self) -> Value:
        """One value of a reply."""
        (tag,) = self.unpack(BYTE)
        if tag == ABSENT:
            return Absent(self.text(MAX_TEXT))
        if tag == ARRAY:
            (container,) = self.unpack(BYTE)
            if container >= len(CONTAINERS):
                raise ProtocolError("no such container")
            return Array(self.array(), CONTAINERS[container])
        if tag == BALLS:
            return self.balls()
        raise ProtocolError("no such kind of value")

    def balls(self) -> BallArray:
        """An array of certified numbers."""
        (rounded,) = self.unpack(BYTE)
        shape = self.shape()
        number = math.prod(shape)
        lines = self.text(len(self.payload)).split("\n") if number else [self.text(0)][:0]
        if rounded > 1 or number > MAX_BALLS or len(lines) != number:
            raise ProtocolError("not as many balls as said")
        entries = [digits.parse_ball(line) for line in lines]
        if any(entry is None for entry in entries):
            raise ProtocolError("not a ball")
        return BallArray(shape, tuple(entries), bool(rounded))

    def trace(self) -> Trace | None:
        """A recording whose rows point only to what is there."""
        (there,) = self.unpack(BYTE)
        if not there:
            return None
        (complete,) = self.unpack(BYTE)
        contexts, events = self.table(4), self.table(3)
        (number,) = self.unpack(LENGTH)
        if number > MAX_TRACED:
            raise ProtocolError("too many values")
        values = tuple(self.array() for _ in range(number))
        rows = np.arange(len(contexts))
        fitting = (
            there == 1 and complete <= 1,
            len(contexts) > 0 and bool(np.all((contexts[:, 0] < rows) & (contexts >= -1).all(axis=1))),
            bool(np.all(events >= 0)),
            bool(np.all((events[:, 1] < len(contexts)) & (events[:, 2] < number))),
        )
        if not all(fitting):
            raise ProtocolError("a recording that points to nothing")
        return Trace(contexts, events, values, bool(complete))

    def table(self, columns: int) -> NDArray[np.int32]:
        """Whole numbers in rows of that many."""
        table = self.array()
        if table.dtype != np.int32 or table.shape != (len(table), columns) or len(table) > MAX_TRACED:
            raise ProtocolError("not a table")
        return table

    def end(self) -> None:
        """Nothing may follow."""
        if self.at != len(self.payload):
            raise ProtocolError("bytes left over")
