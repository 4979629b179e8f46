"""One peer on one pair of sides, in an interpreter that has it: what `checking.py` starts.

    python checking_peers.py PEER LEFT RIGHT

Prints true, false, or why there is no answer.  A peer gets the LaTeX of both sides, as it was written.
"""

from __future__ import annotations

import sys


def sympy_antlr(left: str, right: str) -> bool:
    return by_sympy(left, right, "antlr")


def sympy_lark(left: str, right: str) -> bool:
    return by_sympy(left, right, "lark")


def by_sympy(left: str, right: str, backend: str) -> bool:
    """SymPy's own parser, then its own comparison."""
    from sympy.parsing.latex import parse_latex

    one, other = (parse_latex(side, backend=backend) for side in (left, right))
    return bool((one - other).equals(0))


def math_verify(left: str, right: str) -> bool:
    from math_verify import parse, verify

    one, other = (parse(f"${side}$") for side in (left, right))
    if not one or not other:
        raise ValueError("not parsed")
    return bool(verify(one, other))


PEERS = {"sympy-antlr": sympy_antlr, "sympy-lark": sympy_lark, "math-verify": math_verify}


def main() -> None:
    peer, left, right = sys.argv[1:]
    try:
        print(str(PEERS[peer](left, right)).lower())
    except Exception as error:  # whatever a peer raises is its answer
        print(f"no answer: {type(error).__name__}")


if __name__ == "__main__":
    main()
