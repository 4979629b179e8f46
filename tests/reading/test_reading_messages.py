"""What cannot be read is answered with the column, what was expected, and what to write instead."""

from __future__ import annotations

import pytest

from symbp.network import Network
from symbp.reading import ReadingError, read, read_expression

NET = Network.preset("lecture10-regression")

MESSAGES = {
    r"\foo": r"column 1: \foo is not a command that is read; write out what it stands for",
    r"\sigmaa(Z_2)": r"column 1: \sigmaa is not a command that is read; did you mean 'sigma'?",
    r"\input{/etc/passwd}": r"column 1: \input is not a command that is read; no file is opened",
    r"\write18{rm -rf /}": r"column 1: \write is not a command that is read; nothing is written or run",
    r"\def\d{x}": r"column 1: \def is not a command that is read; write out what a macro stands for",
    "(f - t": "column 1: '(' is never closed; expected ')'",
    "f - t)": "column 6: ')' without '(' before it",
    "(f - t]": "column 7: ']' where ')' was expected; '(' stands at column 1",
    r"\frac{f}{t": "column 9: '{' is never closed; expected '}'",
    "f -": "column 3: ends after '-'; expected a number or letter or '(' or '{'",
    "f + * t": "column 5: found '*'; expected a number or letter or '(' or '{'",
    "": "column 1: nothing is written here",
    "q": (
        "column 1: 'q' is no quantity of this network; define it (\"let q = …\") or name it under [notation]"
    ),
    r"\delta^{(7)}": "column 1: layer 7: this network has delta of layers 2 to 3",
    "b_1": "column 1: this network has no biases of their own",
    r"a_2 \delta_3": (
        "column 5: a matrix product needs equal inner sizes: a2 is N×S2, delta3 is N×K; did you mean a2ᵀ?"
    ),
    r"\delta_3 W_2": (
        "column 10: a matrix product needs equal inner sizes: delta3 is N×K, W2 is S2×K; did you mean W2ᵀ?"
    ),
    r"\delta_3 X^T": (
        "column 10: a matrix product needs equal inner sizes: delta3 is N×K, X.T is D×N; "
        "did you mean the other order, Xᵀ first?"
    ),
    r"f \odot W_2": "column 9: an element-wise product needs equal shapes: f is N×K, W2 is S2×K",
    r"\log_2 f": "column 1: log with an index below it is not read",
    r"\operatorname{diag}(a_2) W_2": (
        "column 26: a matrix product needs equal inner sizes: this matrix is N×N, W2 is S2×K"
    ),
    r"\operatorname{diag}(a_2)": (
        "diag(u) is read before a matrix of the shape of u; write the product with ⊙"
    ),
    "Z_2 + W_1": "column 1: a sum needs equal shapes: Z2 is N×S2, W1 is D×S2",
    "f / 0": "column 5: division by zero",
    "10^{100^{100}}": "column 5: exponent 100; at most 64",
    r"2^{\sqrt{-1}}": "column 1: the exponent this number; expected a rational number",
    "2^{L}": "column 1: the exponent loss; expected a rational number",
    "f^{Z_2}": "column 1: an exponent that is a matrix; expected a number",
    "א": (
        "column 1: 'א' (hebrew letter alef) is not part of the mathematics that is read; "
        r"words belong into \text{…}"
    ),
    "误": (
        "column 1: '误' (cjk unified ideograph-8bef) is not part of the mathematics that is read; "
        "words belong into \\text{…}"
    ),
    "f\0": (
        r"column 2: '\x00' (an unnamed character) is not part of the mathematics that is read; "
        r"words belong into \text{…}"
    ),
    r"x_{ni} W_1": "column 8: (X[n, i]): one entry beside a whole matrix",
    r"\sum_n": "column 6: ends after 'n'; expected a number or letter or '(' or + or − or '{'",
    r"\prod_n f_n": "column 1: of the large operators only Σ is read, not prod",
    "(" * 50 + ")" * 50: "column 41: brackets nested more than 40 deep; name an inner part and use its name",
    "1" * 50: "column 1: a number of 50 digits; at most 40 are read",
    "f " * 5000: "column 1: an equation of 9999 characters; at most 8000 are read; write it on several lines",
    r"\sqrt" * 100 + "2": "column 296: operations nested more than 60 deep; name an inner part",
    "f " * 70: "column 1: a product of 70 factors; at most 60 are read",
    "Z Z^T " * 8: (
        "column 1: too many terms, or too many ways to read them; "
        "set brackets, write ⊙ or · between factors, and use several lines"
    ),
}


@pytest.mark.parametrize("written", MESSAGES)
def test_a_message_says_where_what_and_what_to_do(written: str) -> None:
    with pytest.raises(ReadingError) as error:
        read_expression(written, NET)
    assert str(error.value) == MESSAGES[written]


def test_a_line_carries_its_error_with_the_line_of_the_file() -> None:
    (line,) = (line for line in read("words\n\n$f = \\foo$\n", NET) if line.error)
    assert str(line.error) == (
        r"line 3, column 5: \foo is not a command that is read; write out what it stands for"
    )


def test_an_error_in_one_line_leaves_the_others() -> None:
    found = [line for line in read("$f = ($ and $f = t$", NET) if line.sides or line.error]
    assert [line.error is None for line in found] == [False, True]


def test_words_inside_an_equation_are_not_dropped() -> None:
    (line,) = (line for line in read(r"$dW_2 = \text{np.sum} (a_2) \cdot 2$", NET) if line.error)
    assert str(line.error) == (
        "line 1, column 22: 'np.sum' stands inside an equation; put remarks at its end, or into the text"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x" * 6_000_000, "a file of 6000000 characters; at most 5000000 are read"),
        ("word " * 200_000, "a text of more than 500000 characters"),
        ("$f = t$ " * 3_000, "more than 2000 equations"),
    ],
)
def test_a_text_that_is_too_long_is_refused_at_once(text: str, message: str) -> None:
    with pytest.raises(ReadingError) as error:
        read(text, NET)
    assert str(error.value) == f"{message}; hand in the part that is the derivation"


def test_python_is_refused_like_latex() -> None:
    (line,) = (line for line in read("dW2 = a2 @ delta3", NET, kind="numpy") if line.error)
    assert str(line.error) == (
        "line 1, column 4: '@' needs equal inner sizes: a2 is N×S2 and delta3 is N×K; did you mean a2.T?"
    )
    for text in ("x = __import__('os').system('ls')", "f = open('/etc/passwd').read()", "f = (lambda: 1)()"):
        (line,) = (line for line in read(text, NET, kind="numpy") if line.sides)
        assert not line.sides[1].readings
