"""How far a submission is locked in: found by trying, recorded, refused where it is not enough."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

from grader.errors import SandboxError
from grader.sandbox import isolation, launch, lockdown
from grader.sandbox.canaries import NAMES
from grader.sandbox.control import NOT_ROOT
from grader.sandbox.isolation import insist, judge
from grader.sandbox.records import LAYERS, Entry, Isolation
from grader.sandbox.worker import Worker

SQUARE = Entry(({"leaf": 0},), {"leaf": 0}, function="square")
HONEST = "def square(x):\n    return x * x\n"


def squares(worker: Worker) -> bool:
    """Whether a submission is run."""
    with worker.session(HONEST, SQUARE) as session:
        return session.call([np.eye(2)]).outcome == "returned"


# ------------------------------------------------------------------ judgement


def test_a_level_is_full_where_every_layer_is_there_and_every_canary_refused():
    assert judge(LAYERS, {}, ()).level == "full"


def test_only_root_owes_a_change_of_user():
    assert judge(set(LAYERS) - {"uid"}, {"uid": NOT_ROOT}, ()).level == "full"
    found = judge(set(LAYERS) - {"uid"}, {"uid": "root without the right to change its user"}, ())
    assert found.level == "filtered"


@pytest.mark.parametrize("layer", ["namespaces", "landlock"])
def test_without_an_outer_layer_the_level_is_filtered(layer):
    assert judge(set(LAYERS) - {layer}, {layer: "refused"}, ()).level == "filtered"


@pytest.mark.parametrize("layer", ["rlimits", "seccomp"])
def test_without_limits_or_filter_there_is_no_level(layer):
    assert judge(set(LAYERS) - {layer}, {layer: "refused"}, ()).level == "none"


@pytest.mark.parametrize("canary", NAMES)
def test_a_single_canary_that_is_not_refused_spoils_it(canary):
    found = judge(LAYERS, {}, (canary,))
    assert found.level == "none"
    assert found.canaries[canary] is False


def test_refusals_say_what_is_missing_and_what_to_do():
    found = judge(("uid", "rlimits"), {"seccomp": "Unable to find libseccomp"}, ())
    with pytest.raises(SandboxError) as error:
        insist(found, "strongest", trusted=False)
    assert str(error.value) == (
        "submissions cannot be locked in here: no seccomp (Unable to find libseccomp); "
        "install libseccomp2 (Debian and Ubuntu: apt install libseccomp2), or grade on Linux, in Docker or "
        "in WSL2; --trusted-code runs code that you would run yourself"
    )
    insist(found, "strongest", trusted=True)


def test_a_wish_for_the_full_level_is_not_met_by_less():
    found = judge(set(LAYERS) - {"namespaces"}, {"namespaces": "bubblewrap is not installed"}, ())
    insist(found, "strongest", trusted=False)
    with pytest.raises(SandboxError) as error:
        insist(found, "full", trusted=False)
    assert str(error.value) == (
        "the isolation is not full here: no namespaces (bubblewrap is not installed); "
        "provide what is missing, or ask for the strongest there is"
    )


def test_an_open_door_is_named():
    with pytest.raises(SandboxError, match="here: a locked child could make code; install"):
        insist(judge(LAYERS, {}, ("make_code",)), "strongest", trusted=False)


@pytest.mark.parametrize(
    ("platform", "trusted", "message"),
    [
        ("win32", True, "submissions cannot be run on Windows itself; grade in WSL2 or in Docker"),
        ("darwin", False, "submissions cannot be locked in on darwin, only on Linux with seccomp; install"),
    ],
)
def test_other_systems_are_refused_with_advice(monkeypatch, platform, trusted, message):
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(SandboxError, match=message):
        Worker(trusted=trusted)


def test_where_there_is_no_fork_the_refusal_is_still_a_message():
    windows = "import sys\nsys.modules.update(fcntl=None, resource=None)\nimport grader.sandbox.worker\n"
    subprocess.run([sys.executable, "-c", windows], check=True)


# -------------------------------------------------------------- this system's


@pytest.mark.sandbox
def test_the_strongest_level_refuses_every_canary():
    with Worker() as worker:
        found = worker.isolation
        assert squares(worker)
    assert found.level in {"full", "filtered"}
    assert set(found.canaries) == set(NAMES)
    assert all(found.canaries.values())
    assert set(found.layers) | set(found.missing) == set(LAYERS)
    assert ("uid" in found.layers) == (os.geteuid() == 0)


@pytest.mark.sandbox
def test_limits_and_filter_alone_refuse_every_canary_too():
    with Worker(isolation="filtered") as worker:
        found = worker.isolation
        assert squares(worker)
    assert found.level == "filtered"
    assert all(found.canaries.values())
    assert "namespaces" not in found.layers
    assert "landlock" not in found.layers


@pytest.mark.sandbox
def test_the_filter_is_made_where_no_file_can_be_written(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    assert lockdown.prepare({"seccomp"}).filter.length > 40


@pytest.mark.sandbox
def test_without_the_filter_the_canaries_sing():
    with Worker(isolation="none", trusted=True) as worker:
        found = worker.isolation
        assert squares(worker)
    assert found.level == "none"
    assert not found.canaries["open_a_file"]
    assert not found.canaries["make_code"]
    assert found.canaries["fork"], "limits alone forbid processes"


@pytest.mark.sandbox
def test_code_that_is_not_trusted_does_not_run_without_a_filter():
    with Worker(isolation="none") as worker, pytest.raises(SandboxError, match="cannot be locked in here"):
        worker.session(HONEST, SQUARE)


@pytest.mark.sandbox
def test_without_bubblewrap_the_other_layers_stand(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with Worker() as worker:
        assert worker.isolation.level == "filtered"
        assert worker.isolation.missing["namespaces"] == "bubblewrap is not installed"
        assert squares(worker)


@pytest.mark.sandbox
def test_where_bubblewrap_is_refused_the_reason_is_recorded(monkeypatch):
    refusing = [sys.executable, "-c", "import sys; sys.exit('bwrap: No permissions to create new namespace')"]
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(launch, "namespaces", lambda imports: refusing)
    with Worker() as worker:
        assert worker.isolation.missing["namespaces"] == "bwrap: No permissions to create new namespace"
        assert worker.isolation.level == "filtered"
        assert squares(worker)


@pytest.mark.sandbox
@pytest.mark.parametrize("module", ["pyseccomp", "landlockpy"])
def test_a_layer_whose_library_is_absent_is_missing(monkeypatch, tmp_path, module):
    (tmp_path / f"{module}.py").write_text("raise ImportError('Unable to find the library')\n")
    os.chmod(tmp_path, 0o755)
    real = launch.search_path()
    monkeypatch.setattr(launch, "search_path", lambda imports: [str(tmp_path), *real])
    monkeypatch.setitem(
        isolation.WISHES, "strongest", tuple(layer for layer in LAYERS if layer != "namespaces")
    )
    with Worker() as worker:
        found = worker.isolation
    assert (
        found.missing[{"pyseccomp": "seccomp", "landlockpy": "landlock"}[module]]
        == "Unable to find the library"
    )
    assert found.level == {"pyseccomp": "none", "landlockpy": "filtered"}[module]


@pytest.mark.sandbox
def test_an_interpreter_that_does_not_start_is_said(monkeypatch):
    monkeypatch.setattr(
        launch, "interpreter", lambda settings: [sys.executable, "-c", "raise SystemExit('no such thing')"]
    )
    with Worker() as worker, pytest.raises(SandboxError, match="the sandbox does not start: no such thing"):
        worker.session(HONEST, SQUARE)


@pytest.mark.sandbox
def test_a_module_that_cannot_be_had_is_said_before_anything_runs():
    with Worker(imports=["no_such_module"]) as worker, pytest.raises(SandboxError) as error:
        worker.session(HONEST, SQUARE)
    assert str(error.value) == (
        "the assignment allows the module 'no_such_module', which cannot be imported here "
        "(No module named 'no_such_module'); install it for this Python, or take it out of `imports`"
    )


@pytest.mark.sandbox
def test_a_module_that_is_allowed_can_be_imported():
    with Worker(imports=["wave"]) as worker, worker.session("import wave\n" + HONEST, SQUARE) as session:
        assert session.load().outcome == "returned"


@pytest.mark.sandbox
@pytest.mark.parametrize("wish", ["strongest", "filtered"])
def test_a_module_of_the_course_is_found_where_the_grader_finds_it(monkeypatch, tmp_path, wish):
    (tmp_path / "course_tools.py").write_text("def double(x): return 2 * x\n")
    monkeypatch.syspath_prepend(tmp_path)
    using = "from course_tools import double\ndef square(x): return double(x)\n"
    with Worker(imports=["course_tools"], isolation=wish) as worker, worker.session(using, SQUARE) as session:
        assert session.call([np.eye(2)]).values[0].array.tolist() == [[2, 0], [0, 2]]


@pytest.mark.sandbox
def test_a_set_of_words_has_one_order_in_all_runs():
    text = "def square(x):\n    return [len(word) for word in {'a' * n for n in range(9)}]\n"
    orders = []
    for _ in range(2):
        with Worker(isolation="filtered") as worker, worker.session(text, SQUARE) as session:
            orders.append(session.call([np.eye(2)]).values[0].array.tolist())
    assert orders[0] == orders[1]


def test_a_worker_is_started_by_with():
    with pytest.raises(SandboxError, match="the worker is not started; use it in a with statement"):
        Worker().session(HONEST, SQUARE)


# ------------------------------------------------------- other users, sudden ends


def interpreters() -> list[str]:
    """Pythons of this version that may be readable by everyone."""
    here = "python{}.{}".format(*sys.version_info)
    return [path for path in (sys.executable, shutil.which(here, path="/usr/bin:/usr/local/bin")) if path]


def as_nobody(python: str, script: str) -> subprocess.CompletedProcess[str]:
    packages = os.pathsep.join(launch.search_path())
    return subprocess.run(
        [python, "-c", script],
        user=65534,
        group=65534,
        extra_groups=[],
        cwd="/",
        env={"PYTHONPATH": packages, "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )


ORDINARY = f"""
import numpy as np
from grader.sandbox.records import Entry
from grader.sandbox.worker import Worker
with Worker() as worker:
    with worker.session({HONEST!r}, Entry(({{"leaf": 0}},), {{"leaf": 0}}, function="square")) as session:
        print(worker.isolation.level, "uid" in worker.isolation.layers, session.call([np.eye(2)]).outcome)
"""


@pytest.mark.sandbox
@pytest.mark.skipif(os.geteuid() != 0, reason="already an ordinary user: all tests here are this one")
def test_an_ordinary_user_can_grade():
    tried = [path for path in interpreters() if usable_by_nobody(path)]
    if not tried:
        pytest.skip("no Python of this version with these packages is readable by everyone")
    done = as_nobody(tried[0], ORDINARY)
    level, changes_user, outcome = done.stdout.split()
    assert (level in {"full", "filtered"}, changes_user, outcome) == (True, "False", "returned")


def usable_by_nobody(path: str) -> bool:
    try:
        return as_nobody(path, "import numpy, flint, grader.sandbox.worker").returncode == 0
    except PermissionError:
        return False


DOOMED = """
import sys
import tempfile
import numpy as np
from grader.sandbox.records import Entry, Limits
from grader.sandbox.worker import Worker
with Worker(isolation=sys.argv[1]) as worker:
    loop = "def square(x):\\n    while True: pass\\n"
    entry = Entry(({"leaf": 0},), {"leaf": 0}, function="square")
    with worker.session(loop, entry, Limits(seconds=60)) as session:
        session.load()
        print(worker.zygote.process.pid, flush=True)
        session.call([np.eye(2)])
"""


@pytest.mark.sandbox
@pytest.mark.parametrize("wish", ["strongest", "filtered"])
def test_nothing_survives_a_grader_that_is_killed(wish):
    grader = subprocess.Popen([sys.executable, "-c", DOOMED, wish], stdout=subprocess.PIPE, text=True)
    assert grader.stdout is not None
    with grader.stdout:
        zygote = int(grader.stdout.readline())
    alive = family(zygote)
    assert len(alive) >= 2
    grader.send_signal(signal.SIGKILL)
    grader.wait()
    deadline = time.monotonic() + 10
    while any(is_alive(pid) for pid in alive):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


def is_alive(pid: int) -> bool:
    """Whether a process is there and no zombie that waits for its parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_record_of_the_isolation_is_plain_data():
    assert judge((), {}, ()) == Isolation("none", (), dict.fromkeys(NAMES, True), {})
