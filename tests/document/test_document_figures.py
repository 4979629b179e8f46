"""Figures are data: axes that cover the points, few points, words for those who do not see them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbp.document import Solution
from symbp.document.figures import Circle, Label, Line, line_plot, nice_ticks, scatter_plot, thin, tick_text
from symbp.document.network_figure import network_figure, shown
from symbp.document.svg_text import svg_text
from symbp.network import Network
from symbp.notation import Style
from symbp.notation.tree import Num, Script, Sym

NUMBERS = st.floats(-1e6, 1e6).filter(lambda x: abs(x) > 1e-6 or x == 0)


@given(NUMBERS, NUMBERS)
def test_ticks_cover_the_values_evenly(a: float, b: float) -> None:
    low, high = sorted((a, b))
    ticks = nice_ticks(low, high)
    steps = [right - left for left, right in pairwise(ticks)]
    slack = 1e-8 * max(steps)
    assert ticks[0] <= low + slack
    assert ticks[-1] >= high - slack
    assert 1 <= len(steps) <= 12
    assert max(steps) == pytest.approx(min(steps), rel=1e-6)


@given(NUMBERS, NUMBERS)
def test_every_tick_is_printed_differently(a: float, b: float) -> None:
    ticks = nice_ticks(*sorted((a, b)))
    assert len({tick_text(value, ticks) for value in ticks}) == len(ticks)


@given(st.integers(0, 20_000), st.floats(1, 3))
def test_a_long_curve_is_thinned_and_keeps_its_ends(count: int, bend: float) -> None:
    points = [(float(i), 0.0) for i in range(count)]
    kept = thin(points, 200, bend)
    assert len(kept) <= 200
    assert kept == sorted(set(kept))
    assert not points or (kept[0], kept[-1]) == (points[0], points[-1])


@pytest.mark.parametrize("plot", [line_plot, scatter_plot])
def test_a_plot_stays_inside_its_frame(plot: Any) -> None:
    figure = plot("x", [(0.0, 3.0), (10.0, 0.5), (20.0, float("nan"))][: 2 if plot is scatter_plot else 3],
                  "n", "L", "words")  # fmt: skip
    for line in figure.lines:
        assert all(0 <= x <= figure.width and 0 <= y <= figure.height for x, y in line.points)
    assert all(0 <= c.x <= figure.width and 0 <= c.y <= figure.height for c in figure.circles)


def test_a_curve_of_one_point_or_of_equal_values_can_be_drawn() -> None:
    assert line_plot("x", [(0.0, 1.0)], "n", "L", "words").lines
    assert line_plot("x", [(0.0, 2.0), (1.0, 2.0)], "n", "L", "words").lines


def test_a_diagram_shows_every_unit_of_a_small_network() -> None:
    figure = network_figure(Network.preset("lecture10-regression"), Style())
    assert len(figure.circles) == 2 + 3 + 1
    edges = [line for line in figure.lines if not line.arrow]
    assert len(edges) == 2 * 3 + 3 * 1


def test_a_diagram_of_a_wide_and_deep_network_leaves_units_and_layers_out() -> None:
    net = Network(units=(784, *(50,) * 9, 10), activations=("tanh",) * 10, bias="separate")
    figure = network_figure(net, Style())
    assert figure.width < 20
    assert figure.height < 12
    assert len(figure.items) < 400
    assert "input layer of 784 units, hidden layer of 50 units with activation tanh" in figure.alt


def test_numbers_left_out_are_marked() -> None:
    assert shown([1, 2, 3], 4) == [1, 2, 3]
    assert shown([1, 2, 3, 4, 5], 4) == [1, 2, 0, 5]


def test_the_loss_curve_goes_from_the_first_to_the_last_iteration(solution: Solution) -> None:
    """L20."""
    count = len(solution.training.losses) - 1
    assert f"Curve of the loss over {count} iterations" in solution.drawings["loss"]
    assert "Predicted against actual values" in solution.drawings["predictions"]


def test_a_drawing_is_a_complete_svg_document(solution: Solution) -> None:
    from xml.etree import ElementTree

    for name, svg in solution.drawings.items():
        root = ElementTree.fromstring(svg)
        assert root.tag.endswith("svg"), name
        assert root.attrib["aria-label"]


def test_labels_have_subscripts_in_svg() -> None:
    assert svg_text(Script(Sym("x"), sub=Num("1"))).startswith(
        '<tspan font-style="italic">x</tspan><tspan font-size="0.72em" dy='
    )
    assert svg_text("a<b") == "a&lt;b"


def test_parts_of_a_figure_are_found_by_kind() -> None:
    figure = scatter_plot("p", [(0.0, 0.1), (1.0, 0.9)], "actual", "predicted", "words")
    kinds = {type(item) for item in figure.items}
    assert kinds == {Line, Circle, Label}
    assert len(figure.circles) == 2
