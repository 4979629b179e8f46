#!/usr/bin/env python3
"""Check every label of the student corpus, with neither symbp nor grader.

    python confirm.py            all folders (non-zero exit at a contradiction)
    python confirm.py -v         also print what every submission did
    python confirm.py sheet/a    only these folders

Policies (they decide the labels):
* A submission is judged on its definitions: imports, functions, classes,
  assignments and try/if at top level are executed in order; top-level loops,
  with blocks, bare calls and `if __name__ == ...` are not.  A top-level
  assignment that fails (a CSV that is not here) is skipped.  matplotlib,
  pandas and similar are replaced by stand-ins that fail only when called.
  Of notebooks the code cells count, without magics and shell lines.
* raises = true: does not parse, the required name is missing, or the call raises.
* A value is right if it has exactly the shape of the sheet and agrees to
  1e-7 (1e-4 if it is returned in single precision) on two data sets.
* correct = true: does not raise, and everything is right.
* verdict (what a grader must say): "error" where it raises, "correct" where the
  value is right and not found by differences (M28, but for the quantities in
  `exact`, of which the loss is a quadratic function), "wrong" else.
* remarks, where something is correct: M29 single precision, M30 wrong where
  units saturate, M34 changes its inputs, M28 complex step (by hand).
* fails: a data set on which something is wrong that is right on the other two: "one"
  sample, or "equal" sizes.  It counts as a mistake; `verdict` says of what.
* closed: what a wrong value is, in the names of losses.py; it confirms the
  diagnosis.  `at` says where: on both data sets unless told, "equal" where all
  sizes are equal, "lecture" on the data of the lecture.
* ignores: arguments that make no difference.
"""

from __future__ import annotations

import ast
import copy
import json
import multiprocessing
import os
import sys
import tempfile
import tomllib
import types
from functools import cache

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
sys.dont_write_bytecode = True

import numpy as np  # noqa: E402
from losses import TASKS, Values, errors, real_targets, sigmoid, slope  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
SIZES = {
    "first": {"N": 5, "D": 3, "H": 4, "K": 6},
    "second": {"N": 8, "D": 2, "H": 7, "K": 5},
    "one": {"N": 1, "D": 3, "H": 4, "K": 6},
    "equal": {"N": 3, "D": 3, "H": 3, "K": 3},
    "saturated": {"N": 6, "D": 3, "H": 4, "K": 5},
    "lecture": {"N": 3, "D": 2, "H": 3, "K": 1},
}
USUAL = ("first", "second")
SECONDS = 20


# ------------------------------------------------------------------ right values


@cache
def numbers(folder, where):
    """Inputs and parameters of a data set."""
    task = TASKS[folder]
    sizes = {**SIZES[where], **task.sizes}
    rng = np.random.default_rng(1000 + sizes["N"])
    v = Values(**sizes, **task.draw(rng, sizes))
    if where == "lecture":
        v.X, v.t = np.array([[1, 0.875], [0.25, 1], [0.75, 0.25]]), np.array([[1.0], [0.4], [0.6]])
    if where == "saturated":
        saturate(task, v)
    return v


def saturate(task, v):
    """Scale each layer's parameters until its largest |Z| is 40, or what the output can bear."""
    for layer, names in enumerate(task.parameters, start=2):
        tried = copy.deepcopy(v)
        task.forward(tried)
        last = layer == len(task.parameters) + 1
        factor = (task.reach if last else 40.0) / abs(getattr(tried, f"Z{layer}")).max()
        for name in names:
            setattr(v, name, getattr(v, name) * factor)


def gradient(task, v, name, h=1e-30):
    """The gradient of the loss with respect to one parameter, by complex steps."""
    P = getattr(v, name)
    G = np.empty(P.shape)
    for index in np.ndindex(*P.shape):
        w = copy.copy(v)
        Q = P.astype(complex)
        Q[index] += 1j * h
        setattr(w, name, Q)
        task.forward(w)
        G[index] = w.loss.imag / h
    return G


@cache
def reference(folder, where):
    """The right values by the labels' names, and everything that closed forms may name."""
    task, v = TASKS[folder], copy.deepcopy(numbers(folder, where))
    gradients = {f"d{p}": gradient(task, v, p) for layer in task.parameters for p in layer}
    unpenalised = copy.copy(v)
    unpenalised.lam = 0.0
    data = {p[1:]: gradient(task, unpenalised, p) for layer in task.parameters for p in layer if p[0] == "W"}
    task.forward(v)
    errors(v, folder.split("/")[1])
    known = {**vars(v), **gradients}
    for layer, D in data.items():
        known |= {f"D{layer}": D, f"P{layer}": gradients[f"dW{layer}"] - D}
    if folder == "rows/delta":
        known |= {"delta3": v.d3, "delta2": v.d2}
    if folder == "sheet/e":
        known |= {f"d{p}": getattr(v, p) - v.rate * gradients[f"d{p}"] for p in ("W1", "W2")}
    right = {theirs: known[ours] for theirs, ours in task.names.items()}
    # D is a size and D1 … a gradient; a closed form may also use a few functions.
    helpers = {"np": np, "sig": sigmoid, "ds": lambda z: slope(sigmoid, z)}
    for name in ("exp", "clip", "tanh", "maximum", "vstack", "hstack", "ones", "zeros"):
        helpers[name] = getattr(np, name)
    return right, {**known, **helpers}


# -------------------------------------------------------------- one submission


def source_of(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if not path.endswith(".ipynb"):
        return text
    cells = []
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] == "code":
            lines = "".join(cell["source"]).split("\n")
            magic = [line.lstrip().startswith(("%", "!")) or line.rstrip().endswith("?") for line in lines]
            cells.append("\n".join(line for line, out in zip(lines, magic, strict=True) if not out))
    return "\n\n".join(cells)


def install_stand_ins():
    def module(name):
        made = types.ModuleType(name)
        made.__path__ = []

        def missing(attribute):
            if attribute.startswith("__"):
                raise AttributeError(attribute)

            def refuse(*_, **__):
                raise RuntimeError(f"{name}.{attribute} is only a stand-in")

            return refuse

        made.__getattr__ = missing
        return made

    for name in ("matplotlib", "matplotlib.pyplot", "pandas", "sklearn", "sklearn.datasets"):
        sys.modules[name] = module(name)
        if "." in name:
            parent, child = name.split(".")
            setattr(sys.modules[parent], child, sys.modules[name])


def load(path):
    """Namespace of the definitions of a submission."""
    tree = ast.parse(source_of(path), path)
    made = types.ModuleType("submission")
    sys.modules["submission"] = made  # dataclasses look it up
    space = made.__dict__
    must = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    may = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Try, ast.If)
    future = 0
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            import __future__

            for alias in node.names:
                future |= getattr(__future__, alias.name).compiler_flag
            continue
        if not isinstance(node, must + may):
            continue
        code = compile(ast.Module([node], []), path, "exec", flags=future, dont_inherit=True)
        try:
            exec(code, space)
        except Exception:
            if isinstance(node, must):
                raise
    return space


def call(task, space, v):
    """What a submission gives for one data set, and whether it changed what it was given."""
    given = copy.deepcopy(v)
    got = task.call(space, given) or {}
    changed = any(not np.array_equal(value, getattr(given, name)) for name, value in vars(v).items())
    return got, changed


def off(have, want):
    """How far a value is from another of the same shape: (distance, single precision), or None."""
    if have is None or np.shape(have) != np.shape(want):
        return None
    have = np.asarray(have)
    distance = float(np.max(np.abs(have - want)))
    # `not <=` also catches nan
    return distance, have.dtype == np.float32


def close(have, want, tolerance=1e-7):
    found = off(have, want)
    return found is not None and found[0] <= (max(1e-4, tolerance) if found[1] else tolerance)


def judge(folder, name, label):
    """Everything that is found out about one submission."""
    np.seterr(all="ignore")
    install_stand_ins()
    task = TASKS[folder]
    found = {"raises": False, "right": [], "changed": False, "single": False}
    found |= {"why": "", "against": []}
    try:
        space = load(os.path.join(HERE, folder, name))
        right = list(task.names)
        for where in USUAL:
            got, changed = call(task, space, numbers(folder, where))
            found["changed"] |= changed
            for q, want in reference(folder, where)[0].items():
                if q in right and not close(got.get(q), want):
                    right.remove(q)
                found["single"] |= getattr(got.get(q), "dtype", None) == np.float32
        found["right"] = right
        found["fails"] = wrong_at(task, folder, space, label.get("fails"))
        found["unstable"] = right and unstable(task, folder, space, right)
    except BaseException as error:
        found.update(raises=True, right=[], why=repr(error))
    try:
        found["against"] = [check for checks in CHECKS for check in checks(task, folder, label)]
    except BaseException as error:
        found["against"] = [f"the closed forms could not be tried: {error!r}"]
    return found


def wrong_at(task, folder, space, where):
    """What is wrong on a data set; everything if the submission raises there."""
    if where is None:
        return []
    try:
        got, _ = call(task, space, numbers(folder, where))
    except Exception:
        return list(task.names)
    return [q for q, want in reference(folder, where)[0].items() if not close(got.get(q), want)]


def unstable(task, folder, space, right):
    """Whether what is right elsewhere is wrong where units saturate."""
    try:
        got, _ = call(task, space, numbers(folder, "saturated"))
    except Exception:
        return True
    want = reference(folder, "saturated")[0]
    return any(not close(got.get(q), want[q], 1e-6 * max(1.0, np.abs(want[q]).max())) for q in right)


def closed_forms(task, folder, label):
    """What contradicts the closed forms of a label."""
    where = label.get("at")
    for place in (where,) if where else USUAL if "closed" in label else ():
        space = load(os.path.join(HERE, folder, label["file"]))
        got, _ = call(task, space, numbers(folder, place))
        known = reference(folder, place)[1]
        for q, form in label["closed"].items():
            want = eval(form, dict(known))
            if not close(got.get(q), want, 1e-7 * max(1.0, np.abs(want).max())):
                yield f"{q} is not {form}"


def ignored(task, folder, label):
    """Arguments that make a difference although a label says that they do not."""
    for argument in label.get("ignores", ()):
        space = load(os.path.join(HERE, folder, label["file"]))
        v = numbers(folder, "first")
        other = copy.deepcopy(v)
        value = getattr(v, argument)
        if argument == "t":
            rng = np.random.default_rng(1)
            value = 1 - value if set(np.unique(value)) <= {0, 1} else real_targets(rng, *value.shape)
        else:
            value = value * 1.5 + 0.1
        setattr(other, argument, value)
        one, two = call(task, space, v)[0], call(task, space, other)[0]
        if any(not np.array_equal(one[q], two[q]) for q in one):
            yield f"{argument} does make a difference"


def quadratic(task, folder, label):
    """Quantities of which central differences are not exact although a label says so."""
    for q in label.get("exact", ()):
        v, name = numbers(folder, "first"), q[1:]
        index = (0,) * getattr(v, name).ndim
        sides = [moved(task, v, name, index, step) for step in (1.0, -1.0)]
        if abs((sides[0] - sides[1]) / 2 - reference(folder, "first")[0][q][index]) > 1e-9:
            yield f"the loss is not quadratic in {name}"


def moved(task, v, name, index, step):
    """The loss with one entry of a parameter changed."""
    w = copy.deepcopy(v)
    getattr(w, name)[index] += step
    task.forward(w)
    return w.loss


CHECKS = (closed_forms, ignored, quadratic)

# ------------------------------------------------------------------------ all


def contradictions(folder, name, label, found):
    """Where a label says something else than what was found."""
    task = TASKS[folder]
    listed = [q for q in found["right"] if q not in task.unlisted]
    fine = not found["raises"] and found["right"] == list(task.names) and not found.get("fails")
    numeric = "M28" in label.get("diagnosis", ())

    def verdict(q):
        if found["raises"]:
            return "error"
        derived = not numeric or q in label.get("exact", ())
        right = q in found["right"] and q not in found.get("fails", ())
        return "correct" if right and derived else "wrong"

    verdicts = {ours: verdict(q) for q, ours in task.names.items()}
    said_right = {"correct": label["correct"], "right": sorted(label["right"])}
    for what, said, seen in (
        ("correct", said_right["correct"], fine),
        ("right", said_right["right"], sorted(listed)),
        ("raises", label.get("raises", False), found["raises"]),
        ("verdict", label["verdict"], verdicts),
    ):
        if said != seen:
            yield f"{what} is labelled {said}, found {seen} {found['why']}"
    if bool(label.get("mistake")) == label["correct"]:
        yield "a mistake must be described exactly if correct = false"
    if label["correct"] and not numeric and label["diagnosis"]:
        yield "nothing is to be diagnosed where all is correct"
    if "correct" in verdicts.values():
        remarks = {
            "M29": found["single"],
            "M30": bool(found.get("unstable")),
            "M34": found["changed"] and not task.in_place,
        }
        said = set(label.get("remarks", ())) - {"M28"}
        if said != {remark for remark, due in remarks.items() if due}:
            yield f"remarks are labelled {sorted(said)}, found {remarks}"
    yield from found["against"]


def labels_of(folder):
    with open(os.path.join(HERE, folder, "labels.toml"), "rb") as file:
        return tomllib.load(file)


def submissions_in(folder):
    return {f for f in os.listdir(os.path.join(HERE, folder)) if f.endswith((".py", ".ipynb"))}


def main(argv):
    verbose = "-v" in argv
    folders = [x for x in argv if x in TASKS] or list(TASKS)
    bad, jobs = [], []
    for folder in folders:
        labels, files = labels_of(folder), submissions_in(folder)
        bad += [
            f"{folder}/{f}: file without label or label without file" for f in sorted(files ^ set(labels))
        ]
        jobs += [(folder, f, {**labels[f], "file": f}) for f in sorted(files & set(labels))]
        for where in (*USUAL, "saturated"):
            reference(folder, where)  # once, before the processes are forked

    os.chdir(tempfile.mkdtemp(prefix="confirm-"))
    count, closed = {}, 0
    fork = multiprocessing.get_context("fork")
    with fork.Pool(max(2, os.cpu_count() or 2), maxtasksperchild=1) as pool:
        waiting = [(job, pool.apply_async(judge, job)) for job in jobs]
        for (folder, name, label), answer in waiting:
            try:
                found = answer.get(SECONDS)
            except multiprocessing.TimeoutError:
                bad.append(f"{folder}/{name}: could not be judged: no answer")
                continue
            if verbose:
                print(f"{folder}/{name}", {k: v for k, v in found.items() if v})
            bad += [f"{folder}/{name}: {line}" for line in contradictions(folder, name, label, found)]
            closed += "closed" in label
            pair = count.setdefault(folder, [0, 0])
            pair[not label["correct"]] += 1
    os.rmdir(os.getcwd())
    for folder, (good, wrong) in count.items():
        print(f"{folder}: {good} correct, {wrong} wrong")
    print(f"{sum(map(sum, count.values()))} submissions, {closed} wrong ones confirmed by closed forms")
    for line in bad:
        print("CONTRADICTION", line)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
