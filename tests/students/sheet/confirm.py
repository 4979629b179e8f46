#!/usr/bin/env python3
"""Check every label of the student corpus in a/, b/, c/, d/, e/.

    python confirm.py            all folders (non-zero exit at a contradiction)
    python confirm.py -v         also print what every submission did
    python confirm.py a c        only these folders

The losses are written down here once more from the assignment sheet, in
NumPy, and differentiated by complex steps; nothing else is imported.

Policies (they decide the labels):
* A submission is judged on its definitions: imports, functions, classes,
  assignments and try/if at top level are executed in order; top-level loops,
  with blocks, bare calls and `if __name__ == ...` are not.  A top-level
  assignment that fails (a CSV that is not here) is skipped.  matplotlib,
  pandas and similar are replaced by stand-ins that fail only when called.
  Of notebooks the code cells count, without magics and shell lines.
* raises = true: does not parse, the required name is missing, or the call
  raises.
* A gradient is right if it has exactly the shape of the sheet and agrees to
  1e-7 (1e-4 if it is returned in single precision) on two data sets.
* correct = true: does not raise, all gradients right, and in (c) the loss.
"""
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = {
    "a": ["dW1", "dW2"],
    "b": ["dW1", "db1", "dW2", "db2"],
    "c": ["W1", "b1", "W2", "b2"],
    "d": ["dJdW1", "dJdW2"],
    "e": ["W1", "W2"],
}
ENTRY = {"a": "gradients", "b": "compute_gradients", "c": "loss_and_grads",
         "d": "Net", "e": "train_step"}
SAMPLES = (5, 8)          # N of the two data sets


# ------------------------------------------------------------------ reference

def reference(letter, N):
    """Arguments for the submission, and {name: right value} (c: also 'loss')."""
    import numpy as np

    rng = np.random.default_rng(1000 + N)
    D, H, C = (3, 4, 6) if N == 5 else (2, 7, 5)

    def sig(z):
        return 1 / (1 + np.exp(-z))

    def complex_step(loss, params):
        h, grads = 1e-30, []
        for k, P in enumerate(params):
            G = np.empty(P.shape)
            for idx in np.ndindex(*P.shape):
                Q = [p.astype(complex) for p in params]
                Q[k][idx] += 1j * h
                G[idx] = loss(*Q).imag / h
            grads.append(G)
        return grads

    if letter in "ade":
        X, t = rng.normal(size=(N, D)), rng.uniform(-0.4, 1.6, size=(N, 1))
        W1, W2 = rng.normal(size=(D, H)), rng.normal(size=(H, 1))

        def out(V1, V2):
            return sig(sig(X @ V1) @ V2)

        lam, rate = 2.3, 0.9
        if letter == "a":
            def loss(V1, V2):
                return (((out(V1, V2) - t) ** 2).sum() / (2 * N)
                        + lam / (2 * N) * ((V1 ** 2).sum() + (V2 ** 2).sum()))
            g = complex_step(loss, [W1, W2])
            return (X, t, W1, W2, lam), dict(zip(NAMES["a"], g))
        if letter == "d":
            g = complex_step(lambda V1, V2: 0.5 * ((t - out(V1, V2)) ** 2).sum(), [W1, W2])
            return (X, t, W1, W2), dict(zip(NAMES["d"], g))
        g = complex_step(lambda V1, V2: ((out(V1, V2) - t) ** 2).sum() / (2 * N), [W1, W2])
        return (X, t, W1, W2, rate), {"W1": W1 - rate * g[0], "W2": W2 - rate * g[1]}

    if letter == "b":
        X = rng.normal(size=(D, N))
        Y = (np.arange(N) % 3 == 1).astype(float).reshape(1, N)
        P = {"W1": rng.normal(size=(H, D)), "b1": rng.normal(size=(H, 1)),
             "W2": rng.normal(size=(1, H)), "b2": rng.normal(size=(1, 1))}
        lam = 2.3

        def loss(W1, b1, W2, b2):
            p = sig(W2 @ np.tanh(W1 @ X + b1) + b2)
            return (-(Y * np.log(p) + (1 - Y) * np.log(1 - p)).sum() / N
                    + lam / (2 * N) * ((W1 ** 2).sum() + (W2 ** 2).sum()))
        g = complex_step(loss, list(P.values()))
        return (P, X, Y, lam), {"d" + k: v for k, v in zip(P, g)}

    assert letter == "c"
    while True:           # away from the kink, every unit on and off somewhere
        X, W1, b1 = rng.normal(size=(N, D)), rng.normal(size=(D, H)), 0.3 * rng.normal(size=H)
        Z = X @ W1 + b1
        if abs(Z).min() > 0.03 and (Z > 0).any(0).all() and (Z < 0).any(0).all():
            break
    W2, b2 = rng.normal(size=(H, C)), rng.normal(size=C)
    y = rng.integers(0, C, size=N)
    reg = 0.37

    def loss(W1, b1, W2, b2):
        z = X @ W1 + b1
        s = z * (z.real > 0) @ W2 + b2
        logp = s - np.log(np.exp(s).sum(1))[:, None]
        return -logp[np.arange(N), y].sum() / N + reg * ((W1 ** 2).sum() + (W2 ** 2).sum())
    g = complex_step(loss, [W1, b1, W2, b2])
    ref = dict(zip(NAMES["c"], g))
    ref["loss"] = loss(W1, b1, W2, b2)
    return (X, y, W1, b1, W2, b2, reg), ref


# -------------------------------------------------------------- one submission

def source_of(path):
    with open(path, encoding="utf-8") as fh:
        text = fh.read()
    if not path.endswith(".ipynb"):
        return text
    cells = []
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] == "code":
            keep = [ln for ln in "".join(cell["source"]).split("\n")
                    if not ln.lstrip().startswith(("%", "!")) and not ln.rstrip().endswith("?")]
            cells.append("\n".join(keep))
    return "\n\n".join(cells)


def install_stand_ins():
    import types

    def module(name):
        mod = types.ModuleType(name)
        mod.__path__ = []

        def missing(attr):
            if attr.startswith("__"):
                raise AttributeError(attr)

            def refuse(*_, **__):
                raise RuntimeError(f"{name}.{attr} is only a stand-in")
            return refuse
        mod.__getattr__ = missing
        return mod

    for name in ("matplotlib", "matplotlib.pyplot", "pandas", "sklearn", "sklearn.datasets"):
        sys.modules[name] = module(name)
        if "." in name:
            parent, child = name.split(".")
            setattr(sys.modules[parent], child, sys.modules[name])


def load(path):
    """Namespace of the definitions of a submission."""
    import ast
    import types

    tree = ast.parse(source_of(path), path)
    mod = types.ModuleType("submission")
    sys.modules["submission"] = mod           # dataclasses look it up
    space = mod.__dict__
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


def judge(path, letter):
    import copy

    import numpy as np

    np.seterr(all="ignore")
    install_stand_ins()
    result = {"raises": False, "right": list(NAMES[letter]), "loss": True, "why": "", "err": {}}
    try:
        space = load(path)
        entry = space[ENTRY[letter]]
        if letter == "d":
            entry.cost_function_prime
    except BaseException as exc:
        return {**result, "raises": True, "right": [], "why": repr(exc)}

    for N in SAMPLES:
        args, ref = reference(letter, N)
        args = copy.deepcopy(args)
        kept = copy.deepcopy(args)
        try:
            if letter == "d":
                net = entry()
                net.W1, net.W2 = args[2], args[3]
                back = net.cost_function_prime(args[0], args[1])
            else:
                back = entry(*args)
        except BaseException as exc:
            return {**result, "raises": True, "right": [], "why": repr(exc)}

        if letter == "b":
            got = back if isinstance(back, dict) else {}
        elif letter == "c":
            got = dict(back[1])
            loss = np.asarray(back[0], dtype=float)
            if not (loss.size == 1 and abs(loss.item() - ref["loss"]) <= 1e-7):
                result["loss"] = False
        else:
            ok = isinstance(back, (tuple, list)) and len(back) == 2
            got = dict(zip(NAMES[letter], back)) if ok else {}

        for name in NAMES[letter]:
            want, have, off = ref[name], got.get(name), None
            if have is not None:
                have = np.asarray(have)
                tol = 1e-4 if have.dtype == np.float32 else 1e-7
                if have.shape == want.shape:
                    off = float(abs(have - want).max())
                else:
                    result["why"] += f"{name}: shape {have.shape}, not {want.shape}; "
            result["err"].setdefault(name, []).append(off)
            # `not <=` also catches nan
            if (off is None or not off <= tol) and name in result["right"]:
                result["right"].remove(name)

        def flat(tree):
            for part in tree:
                yield from flat(part.values()) if isinstance(part, dict) else [np.asarray(part)]
        if not all(np.array_equal(p, q) for p, q in zip(flat(args), flat(kept))):
            result["why"] += "changes its inputs; "
    return result


# ------------------------------------------------------------------------ all

def run(letter, name):
    with tempfile.TemporaryDirectory() as empty:
        env = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1",
                   MKL_NUM_THREADS="1", PYTHONDONTWRITEBYTECODE="1")
        try:
            done = subprocess.run(
                [sys.executable, os.path.abspath(__file__), "--one", letter,
                 os.path.join(HERE, letter, name)],
                cwd=empty, env=env, stdin=subprocess.DEVNULL, capture_output=True,
                text=True, timeout=15)
            return json.loads(done.stdout.rsplit("\n@@", 1)[1])
        except (subprocess.TimeoutExpired, IndexError, ValueError) as exc:
            return {"broken": repr(exc)}


def main(argv):
    verbose = "-v" in argv
    letters = [x for x in argv if x in NAMES] or list(NAMES)
    bad, jobs = [], []
    for letter in letters:
        with open(os.path.join(HERE, letter, "labels.toml"), "rb") as fh:
            labels = tomllib.load(fh)
        files = {f for f in os.listdir(os.path.join(HERE, letter)) if f.endswith((".py", ".ipynb"))}
        for f in sorted(files ^ set(labels)):
            bad.append(f"{letter}/{f}: file without label or label without file")
        jobs += [(letter, f, labels[f]) for f in sorted(files & set(labels))]

    with ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 2)) as pool:
        results = list(pool.map(lambda job: run(job[0], job[1]), jobs))

    count = {}
    for (letter, name, label), res in zip(jobs, results):
        where = f"{letter}/{name}"
        if "broken" in res:
            bad.append(f"{where}: could not be judged: {res['broken']}")
            continue
        fine = not res["raises"] and res["right"] == NAMES[letter] and res["loss"]
        if verbose:
            print(f"{where:24} correct={fine!s:5} right={res['right']} raises={res['raises']}"
                  f" loss={res['loss']} {res['why']} {res['err']}")
        for what, said, found in (
            ("correct", label["correct"], fine),
            ("right", sorted(label["right"]), sorted(res["right"])),
            ("raises", label.get("raises", False), res["raises"]),
        ):
            if said != found:
                bad.append(f"{where}: {what} is labelled {said}, found {found} {res['why']}")
        if bool(label.get("mistake")) == label["correct"]:
            bad.append(f"{where}: a mistake must be described exactly if correct = false")
        pair = count.setdefault(letter, [0, 0])
        pair[not fine] += 1
    for letter, (good, wrong) in count.items():
        print(f"{letter}: {good} correct, {wrong} wrong")
    for line in bad:
        print("CONTRADICTION", line)
    return 1 if bad else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        verdict = judge(sys.argv[3], sys.argv[2])
        print("\n@@" + json.dumps(verdict))
    else:
        sys.exit(main(sys.argv[1:]))
