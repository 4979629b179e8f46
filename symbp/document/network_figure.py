"""The diagram of a network: a column of units for each layer, elided where there are many."""

from __future__ import annotations

from itertools import pairwise

from symbp.document.figures import Circle, Figure, Label, Line, Role
from symbp.network import Network
from symbp.notation import Style, layout, shape
from symbp.notation.tree import Fence, Num, Op, Row, Script, Sym, Tree

MOST_UNITS, MOST_COLUMNS = 6, 6
STEP_X, STEP_Y, RADIUS = 3.3, 1.15, 0.43


def network_figure(net: Network, style: Style) -> Figure:
    """Units as discs, weights as lines; below, how values go forward and errors go back."""
    columns = shown(list(range(1, len(net.units) + 1)), MOST_COLUMNS)
    tallest = max(len(shown(list(range(units)), MOST_UNITS)) + (net.bias != "none") for units in net.units)
    middle = 1.9 + tallest * STEP_Y / 2
    items: list[Line | Circle | Label] = []
    places = {}
    for place, number in enumerate(columns):
        x = 1.1 + place * STEP_X
        places[number] = (x, unit_heights(net, number, middle))
    for left, right in pairwise(columns):
        items += between(net, style, left, right, places, middle + tallest * STEP_Y / 2 + 0.2)
    for number in columns:
        items += column(net, style, number, *places[number])
    width = 2.2 + (len(columns) - 1) * STEP_X
    items += passes(net, style, 1.1, width - 1.1)
    height = middle + tallest * STEP_Y / 2 + 0.6
    return Figure("network", width, height, tuple(items), words(net))


def shown(numbers: list[int], most: int) -> list[int]:
    """The numbers, or the first few, 0 for a gap, and the last."""
    return numbers if len(numbers) <= most else [*numbers[: most - 2], 0, numbers[-1]]


def unit_heights(net: Network, number: int, middle: float) -> list[tuple[int, float]]:
    """The units of a column, from top to bottom: −1 is the bias unit, 0 a gap."""
    if number == 0:
        return []
    units = shown(list(range(1, net.units[number - 1] + 1)), MOST_UNITS)
    if net.bias != "none" and number < len(net.units):
        units = [-1, *units]
    top = middle + (len(units) - 1) * STEP_Y / 2
    return [(unit, top - place * STEP_Y) for place, unit in enumerate(units)]


def between(
    net: Network,
    style: Style,
    left: int,
    right: int,
    places: dict[int, tuple[float, list[tuple[int, float]]]],
    top: float,
) -> list[Line | Circle | Label]:
    """The lines between two neighbouring columns, and the name of their weights above."""
    (x, ours), (x_next, theirs) = places[left], places[right]
    if not left or not right:
        return []
    lines: list[Line | Circle | Label] = [
        Line(edge((x, y), (x_next, y_next)), "muted", 0.5, dashed=unit == -1)
        for unit, y in ours
        for target, y_next in theirs
        if unit and target > 0
    ]
    W = net.names.W(left)
    name = Row((layout(W, style), Op(":"), shape(W.shape, style)))
    return [*lines, Label((x + x_next) / 2, top, name, role="accent")]


def edge(start: tuple[float, float], end: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    """The straight line between two discs, from rim to rim."""
    (x, y), (x_end, y_end) = start, end
    length = ((x_end - x) ** 2 + (y_end - y) ** 2) ** 0.5
    dx, dy = (x_end - x) / length * RADIUS, (y_end - y) / length * RADIUS
    return ((x + dx, y + dy), (x_end - dx, y_end - dy))


def column(
    net: Network, style: Style, number: int, x: float, units: list[tuple[int, float]]
) -> list[Line | Circle | Label]:
    """The discs of one layer, and what the layer is underneath."""
    if number == 0:
        return [Label(x, 2.0 + STEP_Y, Op("dots"))]
    last = len(net.units)
    role: Role = "input" if number == 1 else "output" if number == last else "hidden"
    items: list[Line | Circle | Label] = []
    for unit, y in units:
        if unit == 0:
            items.append(Label(x, y, Op("vdots"), size=12))
            continue
        items.append(Circle(x, y, RADIUS, "paper" if unit == -1 else role))
        items.append(Label(x, y, Num("1") if unit == -1 else unit_name(net, number, unit)))
    kind = "input" if number == 1 else "output" if number == last else "hidden"
    activation = net.activations[number - 2] if number > 1 else ""
    own = number > 1 and net.functions[number - 2].name == "custom"
    items.append(Label(x, 1.75, kind, size=9))
    if activation and activation != "identity":
        items.append(
            Label(x, 1.38, "own activation" if own else activation.replace("_", " "), role="muted", size=8)
        )
    return items


def unit_name(net: Network, number: int, unit: int) -> Tree:
    """x_1, a_1^(2), f_1: just f where there is one output."""
    letter = Sym("x") if number == 1 else Sym("f") if number == len(net.units) else Sym("a")
    sub = None if net.units[number - 1] == 1 and number == len(net.units) else Num(str(unit))
    sup = Fence(Num(str(number))) if 1 < number < len(net.units) else None
    return Script(letter, sub, sup) if sub or sup else letter


def passes(net: Network, style: Style, start: float, end: float) -> list[Line | Circle | Label]:
    """Two arrows: values go forward, errors go back."""
    middle = (start + end) / 2
    delta = layout(net.names.delta(len(net.units)), style)
    return [
        Line(((start, 0.68), (end, 0.68)), "accent", 0.9, arrow=True),
        Label(middle, 0.92, "activations go forward", role="accent", size=8),
        Line(((end, 0.5), (start, 0.5)), "second", 0.9, arrow=True),
        Label(middle, 0.22, ("errors ", delta, " and so on go back"), role="second", size=8),
    ]


def words(net: Network) -> str:
    """What the diagram shows, for those who do not see it."""
    names = ["input", *["hidden"] * (len(net.units) - 2), "output"]
    activations = ["", *net.activations]
    layers = [
        f"{name} layer of {units} unit{'s' if units > 1 else ''}"
        + (f" with activation {activation}" if activation else "")
        for name, units, activation in zip(names, net.units, activations, strict=True)
    ]
    bias = "; a bias unit feeds every layer after the input" if net.bias != "none" else ""
    return (
        "Network diagram: "
        + ", ".join(layers)
        + "; every unit is joined to every unit of the next layer"
        + bias
        + ". Values go forward, errors go back."
    )
