"""What becomes of submissions that compute, and of those that do not: an outcome each, and the next one runs.

The attacks here are those on the sandbox's own machinery; they run behind its locks and nowhere else.
"""

from __future__ import annotations

import os
import select
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from grader.sandbox.records import Absent, Array, Entry, Limits, Reply
from grader.sandbox.session import Session
from grader.sandbox.worker import Worker

pytestmark = pytest.mark.sandbox

SQUARE = Entry(({"leaf": 0},), {"leaf": 0}, function="square")
SHORT = Limits(seconds=0.4, memory_mb=64, output_bytes=1000, reply_bytes=10_000)
X = np.array([[1.0, 2.0], [3.0, 4.0]])
HONEST = "def square(x):\n    print('squaring')\n    return x * x\n"

FORGE = """
import sys, os
wire, records = sys.modules["grader.sandbox.wire"], sys.modules["grader.sandbox.records"]
def forged(number, *values, **fields):
    return wire.encode_reply(records.Reply("returned", values, **fields), number)
"""


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as worker:
        assert worker.isolation.level != "none"
        yield worker


def run(worker: Worker, text: str, limits: Limits = SHORT) -> tuple[Reply, Session]:
    """The reply to one call, and the session it was made in."""
    with worker.session(text, SQUARE, limits) as session:
        return session.call([X]), session


def body(*lines: str) -> str:
    return "\n".join(["import os, sys, time, threading", "import numpy as np", "def square(x):", *lines, ""])


ZYGOTE_AND_SPARE = 2
"""Processes that stay; bubblewrap adds two of its own."""


@pytest.fixture(autouse=True)
def the_next_submission_runs_and_nothing_is_left(worker):
    run(worker, HONEST)
    open_before = descriptors()
    yield
    reply, session = run(worker, HONEST)
    assert reply.outcome == "returned"
    assert session.incidents == []
    assert descriptors() <= open_before
    assert settled(worker, ZYGOTE_AND_SPARE + ("namespaces" in worker.isolation.layers) * 2)


def settled(worker: Worker, expected: int) -> bool:
    """Whether there come to be just so many processes; the spare child is forked while we look."""
    return eventually(lambda: len(family(worker.zygote.process.pid)) == expected)


def eventually(true: Callable[[], bool], seconds: float = 2.0) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.002)
    return true()


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


# --------------------------------------------------------------------- honest


def test_a_call_gives_the_numbers_and_what_was_printed(worker):
    with worker.session(HONEST, SQUARE, SHORT) as session:
        assert session.load().outcome == "returned"
        for number in range(3):
            (value,) = session.call([X + number]).values
            assert isinstance(value, Array)
            np.testing.assert_array_equal(value.array, (X + number) ** 2)
        assert session.output == "squaring\n" * 3
        assert 0 < session.seconds < SHORT.seconds


def test_plain_numbers_arrive_as_plain_numbers(worker):
    text = "def square(x):\n    return [type(x) is float, x == 0.1]\n"
    with worker.session(text, SQUARE, SHORT) as session:
        (value,) = session.call([0.1]).values
        assert isinstance(value, Array)
        assert value.array.tolist() == [True, True]


def test_what_a_submission_does_to_its_arguments_stays_there(worker):
    given = X.copy()
    with worker.session("def square(x):\n    x *= x\n    return x\n", SQUARE, SHORT) as session:
        assert session.call([given]).changed == (0,)
    np.testing.assert_array_equal(given, X)


def test_balls_come_back_as_balls(worker):
    pytest.importorskip("flint")
    with worker.session("def square(x):\n    return x * x\n", SQUARE) as session:
        reply = session.call([X], "balls")
        assert reply.outcome == "returned"
        assert reply.values[0].entries[3] == 16


def test_random_numbers_are_the_same_in_every_child(worker):
    text = body(
        "    import random",
        "    return [np.random.rand(), random.random(), np.random.default_rng(0).random()]",
    )
    first, second = (run(worker, text)[0].values[0] for _ in range(2))
    np.testing.assert_array_equal(first.array, second.array)


def test_nothing_passes_from_one_submission_to_the_next(worker):
    run(worker, "import math\nmath.pi = 3\nimport numpy\nnumpy.exp = None\n" + HONEST)
    reply, _ = run(worker, body("    import math", "    return [math.pi, np.exp(0.0)]"))
    assert reply.values[0].array.tolist() == [np.pi, 1.0]


def test_errors_are_the_submissions_own(worker):
    reply, _ = run(worker, body("    return 1 / 0"))
    assert (reply.outcome, reply.error, reply.line) == ("raised", "ZeroDivisionError: division by zero", 4)


def test_a_submission_that_does_not_load_is_not_called(worker):
    with worker.session("def square(x:\n", SQUARE, SHORT) as session:
        assert session.call([X]) == session.load()
        assert session.load().outcome == "raised"


def test_an_unprintable_text_is_printed_all_the_same(worker):
    _, session = run(worker, body("    print('\\ud800 é')", "    return x"))
    assert session.output == "\\ud800 é\n"


# ---------------------------------------------------------------- time, memory


ENDLESS = {
    "loop": body("    while True: pass"),
    "loop at import": "while True: pass\n",
    "sleep": body("    time.sleep(100)"),
    "in C, holding the interpreter": body("    return 7 ** 10**9"),
    "regular expression": "import re\n" + body("    re.match('(a+)+$', 'a' * 60 + 'b')"),
    "swallowing every exception": body(
        "    while True:",
        "        try:",
        "            while True: pass",
        "        except BaseException: pass",
    ),
}


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS)
def test_what_never_ends_is_ended(worker, text):
    reply, session = run(worker, text)
    assert reply == Reply("timeout")
    assert session.seconds >= SHORT.seconds


def test_the_time_of_all_calls_counts_and_that_between_them_does_not(worker):
    with worker.session(body("    time.sleep(0.15)", "    return x"), SQUARE, SHORT) as session:
        outcomes = [session.call([X]).outcome for _ in range(4)]
    assert outcomes == ["returned", "returned", "timeout", "timeout"]


@pytest.mark.parametrize(
    "line", ["    return np.ones(10**9)", "    return bytearray(1 << 30)", "    return list(range(10**8))"]
)
def test_memory_is_limited(worker, line):
    assert run(worker, body(line))[0].outcome == "memory"


def test_the_last_reply_stands_for_all_later_calls(worker):
    with worker.session(body("    os._exit(0)"), SQUARE, SHORT) as session:
        assert session.call([X]) == session.call([X])
        assert session.load().outcome == "died"


# ---------------------------------------------------------------------- output


@pytest.mark.parametrize(
    "line",
    [
        "    while True: print('x' * 100)",
        "    while True: os.write(1, b'x')",
        "    while True: os.write(2, b'x')",
    ],
)
def test_endless_output_ends_a_submission_and_what_fits_is_kept(worker, line):
    reply, session = run(worker, body(line), replace(SHORT, seconds=5.0))
    assert (reply.outcome, reply.error) == ("output", "more than 64000 bytes printed")
    assert len(session.output) == SHORT.output_bytes


def test_what_is_printed_beyond_the_limit_is_dropped_and_noted_once(worker):
    with worker.session(body("    print('x' * 2000)", "    return x * x"), SQUARE, SHORT) as session:
        replies = [session.call([X]) for _ in range(10)]
    assert {reply.outcome for reply in replies} == {"returned"}
    assert session.output == "x" * SHORT.output_bytes
    assert session.incidents == ["more was printed than is kept"]


def test_a_reply_larger_than_allowed_is_not_read(worker):
    reply, _ = run(worker, body("    return np.zeros(10_000)"))
    assert reply.outcome == "output"
    assert reply.error.endswith("more than 10000")


def test_a_submission_that_closes_its_output_is_graded(worker):
    reply, _ = run(
        worker, body("    sys.stdout.close()", "    os.close(1)", "    os.close(2)", "    return x")
    )
    assert reply.outcome == "returned"


# ------------------------------------------------------------- ends and forgeries


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("    os._exit(0)", "the process ended with exit status 0"),
        ("    os._exit(98)", "the process ended with exit status 98"),
        ("    import ctypes; ctypes.string_at(0)", "the process crashed: Segmentation fault"),
        ("    os.close(3); os.close(4); time.sleep(9)", "the process closed its pipes"),
        ("    os.write(4, b'sbp1'); os._exit(0)", "the process ended with exit status 0"),
    ],
)
def test_a_process_that_ends_without_an_answer_has_died(worker, line, error):
    reply, session = run(worker, body(line))
    assert reply == Reply("died", error=error)
    assert session.incidents == []


def test_leaving_is_an_exception_like_any_other(worker):
    assert run(worker, body("    sys.exit(0)"))[0].outcome == "raised"
    assert run(worker, "raise SystemExit\n")[0].outcome == "raised"


FORGERIES = {
    "no frame": ("    os.write(4, b'hello')", "not a frame"),
    "two replies": ("    os.write(4, forged(2) * 2)", "a reply that does not fit its question"),
    "the reply to another question": ("    os.write(4, forged(3))", "not the answer to what was asked"),
    "another kind of frame": (
        "    os.write(4, wire.frame(wire.READY, 2))",
        "not the answer to what was asked",
    ),
    "a reply without the values": ("    os.write(4, forged(2))", "a reply that does not fit its question"),
    "balls in place of doubles": (
        "    ball = records.BallArray((0,), ())\n    os.write(4, forged(2, ball))",
        "a reply that does not fit its question",
    ),
    "a slot that was not there": (
        "    os.write(4, forged(2, records.Array(x), changed=(1,)))",
        "a reply that does not fit its question",
    ),
    "local arrays that were not asked for": (
        "    os.write(4, forged(2, records.Array(x), local={'a2': x}))",
        "a reply that does not fit its question",
    ),
    "a reply of nonsense": ("    os.write(4, wire.frame(wire.REPLY, 2, b'nonsense'))", "truncated"),
}


@pytest.mark.parametrize(("line", "error"), FORGERIES.values(), ids=FORGERIES)
def test_bytes_that_are_no_reply_are_an_attempt_to_forge_one(worker, line, error):
    reply, _ = run(worker, FORGE + body(line, "    time.sleep(0.1)", "    return x"))
    assert reply == Reply("protocol", error=error)


def test_a_reply_before_its_question_is_noticed(worker):
    with worker.session(FORGE + "os.write(4, forged(1))\n" + HONEST, SQUARE, SHORT) as session:
        session.load()
        assert session.call([X]).outcome == "protocol"


def test_a_forged_reply_brings_no_more_than_its_numbers(worker):
    forging = FORGE + body(
        "    os.write(4, forged(2, records.Array(x)))", "    time.sleep(0.05)", "    return x"
    )
    with worker.session(forging, SQUARE, SHORT) as session:
        assert session.call([X]).outcome == "returned"
        select.select([session.channel.replies], [], [], 5)  # until the real one is there
        assert session.call([X]) == Reply("protocol", error="a reply before its request")


def test_a_frame_of_absurd_length_is_refused_by_its_head(worker):
    line = "    os.write(4, wire.HEADER.pack(wire.MAGIC, wire.REPLY, 2, 2**32 - 1))"
    reply, _ = run(worker, FORGE + body(line, "    return x"))
    assert reply == Reply("output", error="a frame of 4294967295 bytes, more than 10000")


# ---------------------------------------------------------------- the way out


REFUSED = {
    "fork": "os.fork()",
    "thread": "threading.Thread(target=print).start()",
    "signal to the zygote": "os.kill(os.getppid(), 9)",
    "signal to all": "os.kill(-1, 9)",
    "program": "os.execv('/bin/true', ['true'])",
    "file": "open('/etc/passwd')",
    "file in /tmp": "open('/tmp/left-by-a-submission', 'w')",
    "memory of another": "open('/proc/self/mem')",
    "limits": "__import__('resource').setrlimit(0, (9, 9))",
    "another user": "os.setuid(0)",
}


@pytest.mark.parametrize("line", REFUSED.values(), ids=REFUSED)
def test_what_no_submission_may_do_raises_in_it(worker, line):
    reply, _ = run(worker, body(f"    {line}", "    return x"))
    assert reply.outcome == "raised"
    assert not Path("/tmp/left-by-a-submission").exists()


def test_a_child_has_its_three_pipes_and_nothing_else_open(worker):
    find = body(
        "    def is_open(n):",
        "        try: os.lseek(n, 0, 1)",
        "        except OSError as error: return error.errno != 9",
        "        return True",
        "    return [n for n in range(2000) if is_open(n)]",
    )
    (value,) = run(worker, find)[0].values
    assert isinstance(value, Array)
    assert value.array.tolist() == [0, 1, 2, 3, 4]


def test_nothing_of_the_grader_is_in_the_process(worker):
    os.environ["SYMBP_TEST_SECRET"] = "not for submissions"
    try:
        reply, session = run(
            worker,
            body("    print(dict(os.environ), sorted(sys.modules), sys.argv)", "    return x"),
            Limits(output_bytes=1 << 20),
        )
    finally:
        del os.environ["SYMBP_TEST_SECRET"]
    assert reply.outcome == "returned"
    assert session.output.startswith("{} ")
    for module in ("sympy", "symbp", "grader.grading", "grader.assignment", "grader.points", "pydantic"):
        assert f"'{module}'" not in session.output


# --------------------------------------------------------- faults of the sandbox


def test_a_zygote_that_dies_in_a_call_is_an_incident_and_a_new_one(worker):
    with worker.session(body("    time.sleep(9)"), SQUARE, Limits(seconds=9)) as session:
        threading.Timer(0.1, os.killpg, (worker.zygote.process.pid, signal.SIGKILL)).start()
        reply = session.call([X])
    assert reply.outcome == "incident"
    assert session.seconds < 5, "it was not waited for until the deadline"
    assert session.incidents == ["the sandbox ended with the submission in it, and was started anew"]


def test_a_zygote_that_dies_between_two_submissions_costs_neither(worker):
    os.killpg(worker.zygote.process.pid, signal.SIGKILL)
    worker.zygote.process.wait()
    assert eventually(lambda: worker.zygote.gone)
    assert run(worker, HONEST)[0].outcome == "returned"


def test_a_child_that_cannot_be_locked_is_an_incident():
    with Worker(isolation="filtered") as worker:
        assert worker.isolation.level == "filtered"
        worker.zygote.open = lambda limits: broken(worker)
        reply, session = run(worker, HONEST)
    assert reply.outcome == "incident"
    assert session.incidents[0].startswith("a child could not be locked in: ")


def broken(worker: Worker):
    """A child with limits that no system accepts."""
    zygote = type(worker.zygote)
    return zygote.open(worker.zygote, Limits(seconds=float("nan")))


def test_two_workers_run_side_by_side(worker):
    with (
        Worker() as other,
        worker.session(HONEST, SQUARE, SHORT) as one,
        other.session(HONEST, SQUARE, SHORT) as two,
    ):
        assert one.call([X]).outcome == two.call([X]).outcome == "returned"


def test_a_worker_outlives_the_thread_that_started_it():
    started: list[Worker] = []
    thread = threading.Thread(target=lambda: started.append(Worker(isolation="filtered").__enter__()))
    thread.start()
    thread.join()
    (worker,) = started
    try:
        assert run(worker, HONEST)[0].outcome == "returned"
    finally:
        worker.__exit__(None, None, None)


def test_an_absent_value_says_why(worker):
    assert run(worker, body("    return 'text'"))[0].values == (Absent("a str"),)
