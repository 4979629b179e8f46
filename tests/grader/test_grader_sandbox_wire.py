"""The codec of the sandbox: nothing but a reply decodes, and nothing that does not costs anything."""

from __future__ import annotations

import struct
import tracemalloc
from contextlib import suppress

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.sandbox import wire
from grader.sandbox.digits import ball_text, parse_ball
from grader.sandbox.records import Absent, Array, BallArray, Reply, Trace

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
arrays = st.sampled_from(wire.DTYPES).flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3))
)
doubles = hnp.arrays(np.float64, hnp.array_shapes(min_dims=0, max_dims=3, max_side=3))
balls = st.builds(
    lambda man, exp, radman, radexp: arb((man, exp), (radman, radexp)),
    st.integers(-(10**60), 10**60),
    st.integers(-1000, 1000),
    st.integers(0, 2**29),
    st.integers(-1000, 1000),
) | st.sampled_from(["nan", "inf", "-inf"]).map(parse_ball)
ball_arrays = st.builds(
    lambda entries, row, rounded: BallArray(
        (1, len(entries)) if row else (len(entries),), tuple(entries), rounded
    ),
    st.lists(balls, max_size=4),
    st.booleans(),
    st.booleans(),
)
values = st.builds(Array, arrays, st.sampled_from(wire.CONTAINERS)) | ball_arrays | st.builds(Absent, texts)
traces = st.integers(1, 3).map(
    lambda number: Trace(
        np.array([[-1, -1, -1, 0]] + [[0, 5, -1, count] for count in range(number)], np.int32),
        np.array([[7, place, place - 1] for place in range(1, number + 1)], np.int32),
        tuple(np.arange(6.0).reshape(2, 3) + place for place in range(number)),
        number < 3,
    )
)
replies = st.builds(
    Reply,
    outcome=st.sampled_from(wire.OUTCOMES),
    values=st.lists(values, max_size=4).map(tuple),
    returned=texts,
    error=texts,
    line=st.none() | st.integers(0, 2**31 - 1),
    changed=st.lists(st.integers(0, 2**16 - 1), max_size=4).map(tuple),
    operations=st.integers(0, 2**64 - 1),
    local=st.dictionaries(texts, doubles, max_size=3),
    trace=st.none() | traces,
)


def payload(reply: Reply) -> bytes:
    return wire.encode_reply(reply, 1)[wire.HEADER.size :]


def decoded(data: bytes) -> Reply | None:
    """The reply, or None where it is refused; anything else is a fault of the codec."""
    try:
        return wire.decode_reply(data)
    except wire.ProtocolError:
        return None


# ---------------------------------------------------------------- round trips


@given(replies)
def test_a_reply_comes_through_as_it_was_sent(reply):
    again = wire.decode_reply(payload(reply))
    assert payload(again) == payload(reply)
    assert (again.outcome, again.returned, again.error, again.line) == (
        reply.outcome,
        reply.returned,
        reply.error,
        reply.line,
    )
    assert (again.changed, again.operations, list(again.local)) == (
        reply.changed,
        reply.operations,
        list(reply.local),
    )


@given(arrays)
def test_an_array_comes_through_to_the_last_bit_in_memory_of_its_own(array):
    (value,) = wire.decode_reply(payload(Reply("returned", (Array(array),)))).values
    assert isinstance(value, Array)
    assert value.array.dtype == array.dtype
    assert value.array.shape == array.shape
    assert value.array.tobytes() == array.tobytes()
    assert value.array.flags.owndata or value.array.base.flags.owndata
    assert value.array.flags.writeable


@given(balls)
def test_a_ball_comes_through_exactly(ball):
    again = parse_ball(ball_text(ball))
    assert again is not None
    assert ball_text(again) == ball_text(ball)
    if ball.is_finite():
        assert again.mid().man_exp() == ball.mid().man_exp()
        assert again.rad().man_exp() == ball.rad().man_exp()


@given(
    st.lists(arrays, max_size=4),
    st.dictionaries(texts, st.none() | st.integers() | st.floats(allow_nan=False) | texts),
)
def test_a_request_comes_through_numbers_and_all(sent, body):
    data = wire.encode_request(wire.Request(wire.CALL, 7, body, tuple(sent)))
    head = wire.frame_head(data, len(data))
    assert head is not None
    again = wire.decode_request(head, data[wire.HEADER.size :])
    assert (again.kind, again.number, again.body) == (wire.CALL, 7, body)
    assert [array.tobytes() for array in again.arrays] == [array.tobytes() for array in sent]


def test_big_endian_strided_and_transposed_arrays_arrive_as_numbers():
    for array in (
        np.arange(6, dtype=">f8").reshape(2, 3),
        np.arange(12.0)[::2],
        np.arange(6.0).reshape(2, 3).T,
    ):
        (value,) = wire.decode_reply(payload(Reply("returned", (Array(array),)))).values
        assert isinstance(value, Array)
        np.testing.assert_array_equal(value.array, array)


def test_an_array_of_no_agreed_type_is_absent_with_the_reason():
    (value,) = wire.decode_reply(payload(Reply("returned", (Array(np.array(["a"])),)))).values
    assert value == Absent("an array of <U1")


def test_long_texts_are_cut_and_half_characters_escaped():
    reply = wire.decode_reply(payload(Reply("raised", error="é" * 10**5, returned="\ud800")))
    assert reply.error == "é" * (wire.MAX_TEXT // 2)
    assert reply.returned == "\\ud800"


# ------------------------------------------------------------------ forgeries


@given(st.binary(max_size=300))
def test_random_bytes_decode_or_are_refused(data):
    decoded(data)


@given(replies, st.data())
def test_a_reply_with_bytes_changed_decodes_or_is_refused(reply, data):
    forged = bytearray(payload(reply))
    for _ in range(data.draw(st.integers(1, 4))):
        forged[data.draw(st.integers(0, len(forged) - 1))] = data.draw(st.integers(0, 255))
    decoded(bytes(forged))


@given(replies, st.data())
def test_a_reply_cut_short_or_with_something_added_is_refused(reply, data):
    whole = payload(reply)
    cut = data.draw(st.integers(0, len(whole) - 1))
    assert decoded(whole[:cut]) is None
    assert decoded(whole + b"\0") is None


@given(st.binary(max_size=200))
def test_random_requests_decode_or_are_refused(data):
    with suppress(wire.ProtocolError):
        wire.decode_request(wire.Head(wire.CALL, 1, len(data)), data)


def forged_array(code: int, shape: tuple[int, ...], data: bytes = b"", axes: int | None = None) -> bytes:
    head = payload(Reply("returned"))[: -2 * wire.COUNT.size - wire.BYTE.size]
    array = struct.pack(f"<BB{len(shape)}Q", code, len(shape) if axes is None else axes, *shape) + data
    return head + struct.pack("<HBB", 1, wire.ARRAY, 0) + array + struct.pack("<HB", 0, 0)


F8 = wire.CODES[np.dtype("<f8")]
BOOL = wire.CODES[np.dtype("?")]


def test_the_forged_array_below_would_be_one_if_it_were_honest():
    assert decoded(forged_array(F8, (1,), bytes(8))) is not None


@pytest.mark.parametrize(
    "forged",
    [
        forged_array(F8, (10**11,)),
        forged_array(F8, (2**63, 2**63)),
        forged_array(F8, (0, 2**63)),
        forged_array(F8, (2**32, 2**32)),
        forged_array(F8, (2**62,) * 8),
        forged_array(F8, (1,) * 9, bytes(8)),
        forged_array(F8, (), bytes(8), axes=255),
        forged_array(200, (1,), bytes(8)),
        forged_array(F8, (1,), bytes(7)),
        forged_array(F8, (1,), bytes(9)),
        forged_array(BOOL, (2,), b"\0\2"),
    ],
)
def test_an_absurd_array_is_refused_before_anything_is_allocated(forged):
    tracemalloc.start()
    try:
        assert decoded(forged) is None
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("outcome", ["timeout", "output", "died", "protocol", "incident"])
def test_a_child_cannot_say_what_is_the_graders_to_find(outcome):
    assert outcome not in wire.OUTCOMES
    forged = bytearray(payload(Reply("returned")))
    forged[0] = len(wire.OUTCOMES)
    assert decoded(bytes(forged)) is None


def test_local_arrays_are_doubles_or_refused():
    assert decoded(payload(Reply("returned", local={"a2": np.arange(3)}))) is None


@pytest.mark.parametrize(
    "line",
    [
        "1 0 1",
        "1 0 -1 0",
        "+1 0 1 0",
        "1_0 0 1 0",
        "٣ 0 1 0",
        "1.5 0 1 0",
        "0x1 0 1 0",
        "1 0 1 0 ",
        " 1 0 1 0",
        "1 0 1 0\n",
        "1\t0 1 0",
        "1e9 0 1 0",
        "1 10000001 1 0",
        "1 0 1 -10000001",
        "1 999999999 1 0",
        "1" * 701 + " 0 1 0",
        "1 0 " + "1" * 21 + " 0",
        "NaN",
        "infinity",
        "",
    ],
)
def test_a_line_that_is_no_ball_is_refused(line):
    assert parse_ball(line) is None


@pytest.mark.parametrize(
    ("word", "ball"), [("nan", arb.nan()), ("inf", arb.pos_inf()), ("-inf", arb.neg_inf())]
)
def test_what_is_no_number_is_said_in_a_word(word, ball):
    assert ball_text(ball) == word


def test_a_ball_without_bounds_or_too_far_out_is_sent_as_no_number():
    assert ball_text(arb(0, arb.pos_inf())) == "nan"
    assert ball_text(arb((1, 10**8))) == "nan"
    assert ball_text(arb((10**701 + 1, 0))) == "nan"


def test_as_many_balls_must_come_as_the_shape_says():
    honest = payload(Reply("returned", (BallArray((2,), (arb(1), arb(2))),)))
    assert decoded(honest) is not None
    assert decoded(honest.replace(struct.pack("<BQ", 1, 2), struct.pack("<BQ", 1, 3))) is None
    assert (
        decoded(honest.replace(struct.pack("<BQ", 1, 2), struct.pack("<BQ", 1, wire.MAX_BALLS + 1))) is None
    )


# --------------------------------------------------------------------- frames


@given(st.binary(max_size=40))
def test_a_frame_begins_with_the_magic_word_or_is_refused_at_its_first_byte(data):
    try:
        head = wire.frame_head(data, 100)
    except wire.ProtocolError:
        return
    assert wire.MAGIC.startswith(data[: len(wire.MAGIC)])
    assert head is None or head.length <= 100


def test_a_frame_longer_than_allowed_is_refused_by_its_head():
    head = wire.HEADER.pack(wire.MAGIC, wire.REPLY, 1, 2**32 - 1)
    with pytest.raises(wire.OversizeError, match="a frame of 4294967295 bytes, more than 1000"):
        wire.frame_head(head, 1000)


NOWHERE = np.array([[-1, -1, -1, 0]], np.int32)


@pytest.mark.parametrize(
    ("contexts", "events", "values"),
    [
        (NOWHERE[:0], [], 1),
        ([[0, 5, -1, 0]], [], 1),
        ([[-1, -1, -1, 0], [1, 5, -1, 0]], [], 1),
        (NOWHERE, [[4, 1, 0]], 1),
        (NOWHERE, [[4, 0, 1]], 1),
        (NOWHERE, [[-4, 0, 0]], 1),
        (NOWHERE, [[4, -1, 0]], 1),
        (NOWHERE.astype(np.int64), [[4, 0, 0]], 1),
        (NOWHERE[:, :3], [[4, 0, 0]], 1),
    ],
)
def test_a_recording_that_points_nowhere_is_refused(contexts, events, values):
    contexts = np.asarray(contexts) if isinstance(contexts, np.ndarray) else np.array(contexts, np.int32)
    trace = Trace(contexts, np.array(events, np.int32).reshape(-1, 3), (np.zeros(2),) * values)
    assert decoded(payload(Reply("returned", trace=trace))) is None
