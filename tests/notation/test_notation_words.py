"""Alternative texts: a wording belongs to one formula only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from notation_corpus import ATOMS, NET, NODES, corpus, expressions, wrapped
from strategies import networks
from sympy.matrices.expressions import MatrixExpr

import symbp
from symbp.network import Network
from symbp.notation import Style, grid, latex, words
from symbp.notation.tree import Frac, Num, Op, Row, Script, Sym, Tree, Words


def assert_no_two_share_a_wording(objects: Iterable[Any], style: Style | None = None) -> None:
    style = style or Style()
    said: dict[str, str] = {}
    for obj in objects:
        assert said.setdefault(words(obj, style), latex(obj, style)) == latex(obj, style), words(obj, style)


def test_a_step_of_the_lecture_is_said_as_a_person_would_say_it() -> None:
    d = symbp.derive(Network.preset("lecture10-regression"))
    assert words(d.equations["dW2"]) == (
        "the derivative of capital L with respect to capital W of layer 2 end derivative equals "
        "open paren a of layer 2 close paren transposed delta of layer 3"
    )


def test_numbers_are_read_row_by_row() -> None:
    assert words(grid([[0.5, -0.98], [1, 2]], 2)) == (
        "the 2 by 2 matrix of numbers, row 1: 0.50, negative 0.98; row 2: 1, 2; end matrix"
    )


def test_no_two_formulas_of_the_presets_share_a_wording() -> None:
    for style in (Style(), Style.of(NET), Style(product=".*", gradient="∇", braces=True)):
        assert_no_two_share_a_wording(corpus(), style)


def test_no_two_of_all_small_trees_share_a_wording() -> None:
    once = tuple(dict.fromkeys(wrapped(ATOMS, ATOMS)))
    twice = wrapped(once[:: len(once) // 400], ATOMS)
    assert_no_two_share_a_wording((*ATOMS, *once, *twice))


LETTERS = st.sampled_from(["x", "X", "alpha", "Sigma", "log", "of layer", "a”b", "1"])
LEAVES: st.SearchStrategy[Tree] = st.one_of(
    st.builds(Sym, LETTERS, st.sampled_from(["italic", "bold", "upright", "operator", "blackboard"])),
    st.builds(Num, st.sampled_from(["1", "2", "-1", "0.50"])),
    st.builds(Words, st.sampled_from(["x", "if x", "“", "end subscript"])),
    st.builds(Op, st.sampled_from(["+", "-", "=", "T", "partial", "odot", ","])),
)


@settings(max_examples=60)
@given(
    trees=st.lists(
        st.recursive(
            LEAVES,
            lambda inner: st.sampled_from(ATOMS).flatmap(
                lambda atom: st.one_of(
                    st.builds(lambda a, b: Row((a, b)), inner, inner),
                    st.builds(Frac, inner, inner),
                    st.builds(Script, inner, st.none() | inner, st.none() | inner, st.integers(0, 2)),
                    st.builds(lambda a: Script(atom, a, a), inner),
                )
            ),
            max_leaves=5,
        ),
        max_size=60,
    )
)
def test_no_two_random_trees_share_a_wording(trees: list[Tree]) -> None:
    assert_no_two_share_a_wording(trees)


@settings(max_examples=40)
@given(pair=st.lists(expressions(), min_size=2, max_size=8))
def test_no_two_random_expressions_share_a_wording(pair: list[MatrixExpr]) -> None:
    assert_no_two_share_a_wording(pair)


@settings(max_examples=15)
@given(net=networks(deepest=2))
def test_no_two_lines_of_a_random_derivation_share_a_wording(net: Network) -> None:
    d = symbp.derive(net)
    assert_no_two_share_a_wording([*d.equations.values(), *d.steps], Style.of(net))


def test_every_node_has_words_without_signs() -> None:
    for obj in NODES.values():
        said = words(obj, Style.of(NET))
        assert said.isascii() or "“" in said
        assert not set("\\^_{}$") & set(said)
