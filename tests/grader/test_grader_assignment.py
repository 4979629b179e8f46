"""The assignment file: what it says, what it means by saying nothing, and in which words it is refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from grader.assignment import Assignment
from grader.costs import KINDS
from grader.errors import AssignmentError
from grader.layout import Leaf, leaves
from symbp.misconceptions.table import MISCONCEPTIONS
from symbp.network import Network

BY_HAND = """
title = "Backpropagation by hand"
[network]
preset = "lecture10-regression-l2"
[submission]
file = "solution.py"
function = "gradients"
arguments = ["X", "t", "W1", "W2", "lam"]
returns = ["dW1", "dW2"]
[[part]]
id = "step 1"
quantity = "dW2"
points = 5
[[part]]
id = "step 2"
quantity = "dW1"
points = 5
"""

COLUMNS = """
[network]
units = [3, 4, 1]
activations = ["tanh", "sigmoid"]
loss = "binary_cross_entropy"
reduction = "mean"
penalty = "lambda/(2N)"
bias = "separate"
samples = "columns"
bias_shape = "(units, 1)"        # or "(1, units)", "(units,)"
targets = "0/1"                  # or "one-hot", "integers from 0", "integers from 1", "real"
[submission]
file = "solution.py"
function = "compute_gradients"
arguments = [{ W1 = "W1", b1 = "b1", W2 = "W2", b2 = "b2" }, "X", "Y", "lambd"]   # an inline table is a dictionary
returns = { dW1 = "dW1", db1 = "db1", dW2 = "dW2", db2 = "db2" }
[submission.names]               # their names for ours
Y = "t"
lambd = "lam"
"""  # noqa: E501

SCORES = """
[network]
units = [3, 4, 3]
activations = ["relu", "identity"]
loss = "softmax_cross_entropy"
bias = "separate"
bias_shape = "(units,)"
targets = "integers from 0"
[submission]
returns = ["loss", { W1 = "dW1", b1 = "db1", W2 = "dW2", b2 = "db2" }]
"""

TWO_LINES = '[network]\npreset = "lecture10-regression"\n'


def submission(text: str, network: str = TWO_LINES) -> Assignment:
    return Assignment.from_toml(f"{network}[submission]\n{text}")


# What it may say --------------------------------------------------------------------------


def test_the_assignment_by_hand_is_read_as_it_is() -> None:
    assignment = Assignment.from_toml(BY_HAND)
    assert assignment.network == Network.preset("lecture10-regression-l2")
    assert [(part.id, part.quantity, part.points) for part in assignment.parts] == [
        ("step 1", "dW2", 5),
        ("step 2", "dW1", 5),
    ]
    assert assignment.submission.called == "gradients"
    assert assignment.parameters == ("X", "t", "W1", "W2", "lam")
    assert assignment.quantities == ("dW1", "dW2")


def test_columns_dictionaries_and_other_names_are_read() -> None:
    assignment = Assignment.from_toml(COLUMNS)
    parameters, *others = assignment.arguments
    assert [leaf.quantities for leaf in leaves(parameters)] == [("W1",), ("b1",), ("W2",), ("b2",)]
    assert others == [Leaf("X", ("X",)), Leaf("Y", ("t",)), Leaf("lambd", ("lam",))]
    assert assignment.quantities == ("dW1", "db1", "dW2", "db2")


def test_a_loss_and_a_dictionary_come_back() -> None:
    assert Assignment.from_toml(SCORES).quantities == ("loss", "dW1", "db1", "dW2", "db2")


def test_what_is_left_out_has_a_sensible_default() -> None:
    assignment = Assignment.from_toml(TWO_LINES)
    spec = assignment.submission
    assert [leaf.word for layout in assignment.arguments for leaf in leaves(layout)] == ["X", "t", "W1", "W2"]
    assert assignment.quantities == ("dW1", "dW2")
    assert [(part.id, part.quantity, part.points) for part in assignment.parts] == [
        ("dW2", "dW2", 1),
        ("dW1", "dW1", 1),
    ]
    assert (spec.file, spec.called, spec.execute, spec.sizes) == ("*.py", "gradients", "definitions", "free")
    assert (spec.batch, spec.analytic, spec.rate, spec.imports) == (True, False, 1.0, ())
    assert (assignment.credit.carried_forward, assignment.feedback.level, assignment.seed) == (
        True,
        "hint",
        None,
    )
    assert spec.limits.record.seconds == 5.0
    assert spec.limits.record.output_bytes == 64 * 1024


def test_parts_go_from_the_last_layer_to_the_first_with_biases_beside_their_weights() -> None:
    deep = '[network]\nunits = [2, 3, 4, 1]\nactivations = ["tanh", "tanh", "tanh"]\nbias = "separate"\n'
    quantities = [part.quantity for part in Assignment.from_toml(deep).parts]
    assert quantities == ["dW3", "db3", "dW2", "db2", "dW1", "db1"]


def test_a_single_gradient_comes_back_without_a_tuple() -> None:
    line = Assignment.from_toml('[network]\nunits = [2, 1]\nactivations = ["identity"]\n')
    assert line.returns == Leaf("dW1", ("dW1",))


@pytest.mark.parametrize("network", ['network = "lecture10-binary"', 'network = "net.toml"'])
def test_a_network_may_be_a_preset_or_a_file_beside_the_assignment(tmp_path: Path, network: str) -> None:
    (tmp_path / "net.toml").write_text('[network]\npreset = "lecture10-binary"\n')
    (tmp_path / "assignment.toml").write_text(network)
    assert Assignment.load(tmp_path / "assignment.toml").network == Network.preset("lecture10-binary")


def test_updated_weights_stand_for_their_gradients() -> None:
    assignment = submission('arguments = ["X", "t", "W1", "W2", "rate"]\nreturns = ["W1", "W2"]')
    assert assignment.quantities == ("dW1", "dW2")
    assert assignment.updated == {"dW1", "dW2"}


def test_intermediates_may_be_parts_under_any_of_their_names() -> None:
    assignment = Assignment.from_toml(
        'part = [{ quantity = "a3", points = 2 }, { quantity = "delta3" }, { quantity = "dW2" }]\n'
        f'{TWO_LINES}[submission]\nreturns = ["a3", "delta3", "delta2", "dW2", "loss"]'
    )
    assert [(part.id, part.quantity) for part in assignment.parts] == [
        ("a3", "f"),
        ("delta3", "delta3"),
        ("dW2", "dW2"),
    ]


def test_without_gradients_whatever_comes_back_is_marked() -> None:
    assert [part.quantity for part in submission('returns = ["loss", "delta3"]').parts] == ["loss", "delta3"]


def test_a_name_of_theirs_may_stand_for_several_quantities() -> None:
    assignment = submission(
        'arguments = ["X", "t", "theta"]\nnames = { theta = "vector(W1, W2) by columns" }'
    )
    assert assignment.arguments[2] == Leaf("theta", ("W1", "W2"), "vector", "F")
    assert assignment.parameters == ("X", "t", "theta")


def test_a_dictionary_without_a_name_leaves_the_order_to_tell_arguments_apart() -> None:
    assert submission('arguments = [{ W1 = "W1", W2 = "W2" }, "X", "t"]').parameters == ()


def test_attributes_of_their_own_names_may_be_listed() -> None:
    spec = 'class = "Net"\nmethod = "prime"\narguments = ["X", "t"]\n'
    assert submission(f'{spec}attributes = ["W1", "W2"]').attributes == {
        "W1": Leaf("W1", ("W1",)),
        "W2": Leaf("W2", ("W2",)),
    }


def test_what_lies_inside_of_an_attribute_is_read_there() -> None:
    spec = 'class = "Net"\nmethod = "train"\nreturns = "self.weights"\nnames = { weights = ["W1", "W2"] }'
    assert [(leaf.place, leaf.word) for leaf in leaves(submission(spec).returns)] == [
        ("self", "weights.0"),
        ("self", "weights.1"),
    ]


def test_a_penalty_needs_its_strength_and_what_is_given_needs_nothing() -> None:
    penalised = '[network]\npreset = "lecture10-regression-l2"\n[submission]\n'
    with pytest.raises(AssignmentError, match="lam is missing, and dW1, dW2 cannot be computed without it"):
        Assignment.from_toml(f'{penalised}arguments = ["X", "t", "W1", "W2"]')
    shared = 'class = "Net"\nmethod = "prime"\nconstruct = ["lam"]\nattributes = ["W1", "W2"]\n'
    assert Assignment.from_toml(f'{penalised}{shared}arguments = ["X", "t"]').quantities == ("dW1", "dW2")
    forward = 'arguments = ["X", "W1"]\nreturns = ["Z2", "a2"]'
    assert Assignment.from_toml(penalised + forward).quantities == ("Z2", "a2")
    last = 'arguments = ["a2", "f", "t", "W2", "lam"]\nreturns = ["delta3", "dW2"]'
    assert Assignment.from_toml(penalised + last).quantities == ("delta3", "dW2")


def test_one_word_of_ours_may_mean_another_quantity() -> None:
    assignment = submission('arguments = ["X", "t", "W1", "W2", "K"]\nnames = { K = "S2" }')
    assert assignment.arguments[4] == Leaf("K", ("S2",))


# The same assignment, however it is written -------------------------------------------------


def test_a_digest_depends_on_what_is_said_and_not_on_how() -> None:
    same = Assignment.from_toml("# a comment\n" + BY_HAND.replace("points = 5", "points = 5.0"))
    other = Assignment.from_toml(BY_HAND.replace("points = 5", "points = 6"))
    assert Assignment.from_toml(BY_HAND).digest == same.digest != other.digest


def test_an_assignment_can_be_made_in_python() -> None:
    assignment = Assignment(network={"preset": "lecture10-binary"}, part=[{"quantity": "dW1"}])
    assert assignment.parts[0].points == 1
    with pytest.raises(AssignmentError, match=r"^feedback\.level"):
        Assignment(network="lecture10-binary", feedback={"level": "all"})


# Credit ----------------------------------------------------------------------------------------


def test_a_cost_is_looked_up_by_id_then_by_kind_then_in_the_table() -> None:
    credit = Assignment.from_toml(
        f"{TWO_LINES}[credit]\nM07 = 0.2\nfactor = 0.4\nM09 = 0.1\nunknown = 0.9"
    ).credit
    assert [credit.cost(id) for id in ("M07", "M08", "M09", "unknown")] == [0.2, 0.4, 0.1, 0.9]
    assert credit.cost("M13") == MISCONCEPTIONS["M13"].cost
    assert Assignment.from_toml(TWO_LINES).credit.cost("unknown") == 1.0


def test_every_misconception_is_of_a_kind() -> None:
    assert set(MISCONCEPTIONS) <= set(KINDS)


def test_whatever_is_said_of_a_mistake_has_a_cost() -> None:
    from grader.words import OURS

    assert set(OURS) <= set(KINDS)


def test_the_page_lists_the_members_of_every_kind() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "assignment.md"
    table = page.read_text(encoding="utf-8").split("| kind | ids |")[1]
    rows = re.findall(r"^\| `([a-z]+)` \| (.*?) \|", table, re.MULTILINE)
    listed = {id: kind for kind, ids in rows for id in re.findall(r"M\d\d|(?<=`)[a-z ]+(?=`)", ids)}
    assert listed == KINDS


# What is refused ------------------------------------------------------------------------------

REFUSED = {
    'titel = "A"': "titel: unknown key; did you mean 'title'?",
    "title = 3": "title = 3: expected text in quotes",
    "seed = 1.5": "seed = 1.5: expected text in quotes or a whole number",
    "part = 3": "part = 3: expected a list in brackets",
    "part = [3]": "part[1] = 3: expected a table",
    '[[part]]\nquantity = "dW9"': 'part[1].quantity = "dW9": expected one that comes back: dW1, dW2',
    '[[part]]\nquantity = "loss"': 'part[1].quantity = "loss": expected one that comes back: dW1, dW2',
    "[[part]]\npoints = 3": "part[1].quantity: missing; every part needs one",
    '[[part]]\nquantity = "dW1"\npoints = -1': "part[1].points = -1: expected at least 0",
    '[[part]]\nquantity = "dW1"\npoints = 1e300': "part[1].points = 1e+300: expected at most 10000",
    '[[part]]\nquantity = "dW1"\npoint = 1': "part[1].point: unknown key; did you mean 'points'?",
    '[[part]]\nquantity = "dW1"\n[[part]]\nquantity = "dW1"': (
        'part.id = "dW1": stands 2 times; expected an id of its own for each part'
    ),
    '[submission]\nfunctoin = "a"': "submission.functoin: unknown key; did you mean 'function'?",
    "[submission]\nfile = 3": "submission.file = 3: expected text in quotes",
    '[submission]\nfunction = ""': 'submission.function = "": expected text that is not empty',
    "[submission]\nlimits = 3": "submission.limits = 3: expected a table",
    "[submission.limits]\nseconds = 0": "submission.limits.seconds = 0: expected more than 0",
    "[submission.limits]\nsecond = 1": "submission.limits.second: unknown key; did you mean 'seconds'?",
    "[submission.limits]\nmemory_mb = 1.5": "submission.limits.memory_mb = 1.5: expected a whole number",
    '[submission]\nexecute = "all"': "submission.execute = \"all\": expected 'definitions' or 'everything'",
    "[submission]\nrate = inf": "submission.rate = Infinity: expected a finite number",
    '[submission]\nbatch = "no"': 'submission.batch = "no": expected true or false',
    '[submission]\nimports = "scipy"': 'submission.imports = "scipy": expected a list in brackets',
    "[submission]\narguments = [3]": (
        "submission.arguments[1] = 3: expected a name in quotes, a list, or an inline table"
    ),
    '[submission]\narguments = ["X", "Y"]': (
        'submission.arguments[2] = "Y": unknown name; expected one of: X, t, W1, W2, Z2, a2, Z3, f, loss, '
        "delta3, delta2, dW1, dW2, D, S2, K, N, rate, a3, a1 "
        "([submission.names] says what a word of your own stands for)"
    ),
    '[submission]\narguments = ["X", "lam"]': (
        'submission.arguments[2] = "lam": this network has no λ, as network.penalty = "none"'
    ),
    '[submission]\narguments = ["X", "t", "W1"]': (
        "submission.arguments: W2 is missing, and dW1, dW2 cannot be computed without it; expected it in "
        "arguments, or in attributes or construct of a class (values of the module are not set)"
    ),
    '[submission]\narguments = ["X", "t", "W1", "W2", "dW1"]': (
        "submission.arguments: dW1 is handed in and asked for; expected it in one of arguments and returns"
    ),
    '[submission]\nfunction = "my function"': (
        'submission.function = "my function": expected a name that Python allows, such as "gradients"'
    ),
    '[submission]\nclass = "lambda"\nmethod = "loss"': (
        'submission.class = "lambda": expected a name that Python allows, such as "gradients"'
    ),
    '[submission]\nnames = { X = "t", t = "X" }': (
        'submission.names: X = "t" and t = "X" exchange two names; expected a word of its own for each'
    ),
    '[submission]\narguments = ["X", "_"]': 'submission.arguments: "_" stands only in returns',
    '[submission]\narguments = ["self.X"]': (
        'submission.arguments: "self.X" stands only in returns; attributes = … sets attributes'
    ),
    '[submission]\narguments = ["vector(W1, delta4)"]': (
        "submission.arguments[1] = \"delta4\": unknown name; did you mean 'delta3'? "
        "([submission.names] says what a word of your own stands for)"
    ),
    '[submission]\nreturns = ["dW1", ["dW2", 3]]': (
        'submission.returns = ["dW1", ["dW2", 3]]: expected a name in quotes, a list, or an inline table'
    ),
    '[submission]\nreturns = ["dW1", "W1"]': (
        'submission.returns: dW1 comes back 2 times; expected once, "_" elsewhere'
    ),
    '[submission]\nreturns = ["dW1", "X"]': (
        'submission.returns: "X" comes in; expected gradients, intermediates, the loss or updated weights, '
        'or "_" for a value to skip'
    ),
    '[submission]\nreturns = "_"': "submission.returns: nothing comes back; expected at least one name",
    '[submission]\nreturns = ""': (
        'submission.returns = "": expected a name, such as "W1"; or "_" for a value to skip'
    ),
    '[submission]\nreturns = "self.dW1"': 'submission.returns: "self.dW1" needs class = …',
    '[submission]\nreturns = "module.vector(dW1)"': (
        'submission.returns = "module.vector(dW1)": expected one name after the dot'
    ),
    '[submission]\nreturns = "argument.weights"\nnames = { weights = "W1" }': (
        'submission.returns: "argument.weights" names no argument; expected one of: X, t, W1, W2'
    ),
    '[submission]\nclass = "Net"': 'submission.method: missing; class = "Net" needs the method to call',
    '[submission]\nclass = "Net"\nfunction = "f"': (
        'submission.function = "f": expected none beside class = "Net"; method = … names what is called'
    ),
    '[submission]\nattributes = ["W1"]': "submission.attributes: expected none without class = …",
    "[submission]\nattributes = { W1 = 3 }": (
        "submission.attributes.W1 = 3: expected a name in quotes, a list, or an inline table"
    ),
    '[submission]\nnames = { grad = "module.dW1" }': (
        'submission.names.grad = "module.dW1": expected a name without a place; '
        '"module.grad" stands in returns'
    ),
    '[submission]\nnames = { a = "delta4" }': (
        "submission.names.a = \"delta4\": unknown name; did you mean 'delta3'? "
        "([submission.names] says what a word of your own stands for)"
    ),
    "[credit]\nM99 = 0.2": "credit.M99: unknown key; did you mean 'M39'?",
    "[credit]\nsign = 2": "credit.sign = 2: expected at most 1",
    '[credit]\nsign = "x"': 'credit.sign = "x": expected a number',
    "[credit]\ncarried_forward = 1": "credit.carried_forward = 1: expected true or false",
    '[feedback]\nlevel = "hnt"': (
        "feedback.level = \"hnt\": expected 'verdict', 'name', 'hint', 'step' or 'full'"
    ),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.items(), ids=list(REFUSED))
def test_what_cannot_be_used_is_refused_with_key_value_and_expectation(text: str, message: str) -> None:
    first = text if not text.startswith("[") else ""
    with pytest.raises(AssignmentError) as error:
        Assignment.from_toml(f"{first}\n{TWO_LINES}{'' if first else text}", "a.toml")
    assert str(error.value) == f"a.toml: {message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'title = "no network"',
            "a.toml: no [network] table; expected [network] with preset = … or units = [2, 3, 1] …",
        ),
        (
            '[network]\npreset = "lecture10-regresion"',
            "a.toml: network: unknown preset 'lecture10-regresion'; did you mean",
        ),
        (
            "[network]\nunits = [2, 1]",
            "a.toml: network.activations: missing; a network needs units and activations",
        ),
        ("[network]\nunit = [2, 1]", "a.toml: network: unknown field 'unit'; did you mean 'units'?"),
        (
            '[network]\npreset = "lecture10-binary"\nhalf = false',
            "a.toml: network.half = False: expected nothing",
        ),
        ('network = "nowhere.toml"', "a.toml: network: cannot read nowhere.toml: No such file or directory"),
        ("network = 3", "a.toml: [network]: expected a table, got int"),
        ("[network", "a.toml: not valid TOML: "),
    ],
)
def test_a_network_is_refused_in_its_own_words(text: str, message: str) -> None:
    with pytest.raises(AssignmentError) as error:
        Assignment.from_toml(text, "a.toml")
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


def test_files_that_cannot_be_read_are_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    with pytest.raises(AssignmentError, match=r"^cannot read .*a\.toml: No such file or directory$"):
        Assignment.load(path)
    path.write_bytes(b"title = '\xff'")
    with pytest.raises(AssignmentError, match=r"^cannot read .*a\.toml: not UTF-8 text$"):
        Assignment.load(path)
    path.write_text("title = " + "[" * 10_000)
    with pytest.raises(AssignmentError, match="not valid TOML: nested too deeply"):
        Assignment.load(path)


# For editors ------------------------------------------------------------------------------------


def described(schema: dict[str, Any], *path: str) -> dict[str, Any]:
    """What a schema says of a key, table by table."""
    for key in path:
        schema = schema["properties"][key]
        for name in (schema.get("$ref") or schema.get("anyOf", [{}])[0].get("$ref", "")).split("/")[-1:]:
            schema = Assignment.json_schema()["$defs"][name] if name else schema
    return schema


def test_the_schema_knows_every_key_that_the_reader_knows() -> None:
    schema = Assignment.json_schema()
    assert set(schema["properties"]) == {
        "title",
        "network",
        "submission",
        "part",
        "credit",
        "feedback",
        "seed",
    }
    assert {"units", "preset"} <= set(described(schema, "network")["properties"])
    assert {"class", "construct", "returns", "limits"} <= set(described(schema, "submission")["properties"])
    assert {"M07", "sign", "carried_forward"} <= set(described(schema, "credit")["properties"])
    assert described(schema, "submission", "limits")["additionalProperties"] is False
