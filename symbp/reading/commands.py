"""What each LaTeX command and each character is to the grammar: tables, and nothing else.

A command that stands in no table is an error: nothing is expanded, looked up in a file or run.
"""

from __future__ import annotations

from symbp.notation.marks import GREEK


def listed(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split())


GREEK_LETTERS = {command[1:]: name for name, (_, command) in GREEK.items()} | {
    "epsilon": "epsilon",
    "phi": "phi",
    "vartheta": "theta",
    "varsigma": "sigma",
    "Pi": "Pi",
    "Xi": "Xi",
    "Upsilon": "Upsilon",
}
WORDS = listed(
    """
    log ln exp tanh sinh cosh sin cos tan max min tr diag softmax sigmoid relu ReLU LReLU softplus
    onehot vec det sgn sign id logistic erf atan asinh abs step loss Loss cost lam delta sigma sum
    mean
    """
)
"""Words that are one name wherever their letters stand together."""

LETTERS = {
    **GREEK_LETTERS,
    **{
        word: word for word in ("log", "ln", "exp", "tanh", "sinh", "cosh", "sin", "cos", "tan", "max", "min")
    },
    "partial": "partial",
    "nabla": "nabla",
    "ell": "ell",
    "top": "T",
    "intercal": "T",
    "prime": "prime",
    "infty": "infinity",
    "ldots": "dots",
    "cdots": "dots",
    "dots": "dots",
    "vdots": "dots",
    "ddots": "dots",
    "det": "det",
}
RELATIONS = {
    "approx": "≈",
    "equiv": "≡",
    "propto": "∝",
    "to": "→",
    "rightarrow": "→",
    "longrightarrow": "→",
    "leftarrow": ":=",
    "gets": ":=",
    "coloneqq": ":=",
    "triangleq": ":=",
    "Rightarrow": "⇒",
    "implies": "⇒",
    "Longrightarrow": "⇒",
    "Leftrightarrow": "⇔",
    "Longleftrightarrow": "⇔",
    "iff": "⇔",
    "ne": "≠",
    "neq": "≠",
    "le": "≤",
    "leq": "≤",
    "ge": "≥",
    "geq": "≥",
    "leqslant": "≤",
    "geqslant": "≥",
    "ll": "≪",
    "gg": "≫",
    "sim": "∼",
    "in": "∈",
    "mapsto": "↦",
    "simeq": "≈",
    "cong": "≈",
    "doteq": "=",
    "lt": "<",
    "gt": ">",
}
OPERATORS = {
    "cdot": "·",
    "times": "×",
    "odot": "⊙",
    "circ": "⊙",
    "oslash": "⊘",
    "ast": "*",
    "star": "*",
    "otimes": "⊗",
    "div": "/",
    "bullet": "·",
    "hadamard": "⊙",
}
OPENING = {"lVert": "norm", "lvert": "abs", "lbrace": "{", "lbrack": "[", "langle": "<"}
CLOSING = {"rVert": "norm", "rvert": "abs", "rbrace": "{", "rbrack": "[", "rangle": "<"}
FACES = {
    "mathbf": "bold",
    "boldsymbol": "bold",
    "bm": "bold",
    "pmb": "bold",
    "mathcal": "script",
    "mathscr": "script",
    "mathbb": "blackboard",
    "mathsf": "",
    "mathtt": "",
    "mathit": "",
    "mathfrak": "",
    "mathbfit": "bold",
    "symbf": "bold",
    "vec": "",
    "underline": "",
}
UPRIGHT = frozenset({"mathrm", "operatorname", "operatorname*", "rm"})
TEXTS = frozenset(
    {"text", "textrm", "textit", "textbf", "mbox", "textnormal", "textsf", "texttt", "intertext"}
)
ACCENTS = frozenset({"hat", "widehat", "bar", "overline", "tilde", "widetilde", "dot", "check"})
TRANSPARENT = frozenset({"cancel", "bcancel", "mathclose", "mathopen", "mathpunct"})
BIGS = {"sum": "sum", "prod": "prod", "sum*": "sum", "argmin": "argmin", "int": "int"}
IGNORED = frozenset(
    listed(
        """
    displaystyle textstyle scriptstyle limits nolimits nonumber notag enspace enskip
    thinspace big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr left right middle hfill
    mathstrut medspace thickspace negthinspace allowbreak nobreak centering noindent relax
    blacksquare square Box qed qedhere
    """
    )
)
DROPPED = {
    "tag": 1,
    "label": 1,
    "hspace": 1,
    "vspace": 1,
    "phantom": 1,
    "hphantom": 1,
    "vphantom": 1,
    "color": 1,
}
DROPPED |= {"tag*": 1, "hspace*": 1, "textcolor": 1, "mspace": 1}
MATRICES = frozenset({"matrix", "bmatrix", "pmatrix", "vmatrix", "Bmatrix", "smallmatrix", "array"})
STRUCTURES = {
    "frac": "FRAC",
    "tfrac": "FRAC",
    "dfrac": "FRAC",
    "cfrac": "FRAC",
    "sqrt": "ROOT",
    "underbrace": "UNDERBRACE",
    "overbrace": "UNDERBRACE",
}
NOTED = frozenset({"underset", "overset", "stackrel"})
"""Commands that set a note above or below something."""
CONJUNCTIONS = {"therefore": "therefore", "because": "because"}
CHARACTERS = {
    "+": ("SIGN", "+"),
    "-": ("SIGN", "-"),
    "−": ("SIGN", "-"),
    "–": ("SIGN", "-"),
    "±": ("SIGN", "±"),
    "=": ("RELATION", "="),
    "<": ("RELATION", "<"),
    ">": ("RELATION", ">"),
    "≈": ("RELATION", "≈"),
    "≡": ("RELATION", "≡"),
    "∝": ("RELATION", "∝"),
    "→": ("RELATION", "→"),
    "←": ("RELATION", ":="),
    "⇒": ("RELATION", "⇒"),
    "⟹": ("RELATION", "⇒"),
    "⇔": ("RELATION", "⇔"),
    "⟺": ("RELATION", "⇔"),
    "∼": ("RELATION", "∼"),
    "≪": ("RELATION", "≪"),
    "≫": ("RELATION", "≫"),
    "≠": ("RELATION", "≠"),
    "≤": ("RELATION", "≤"),
    "≥": ("RELATION", "≥"),
    "≔": ("RELATION", ":="),
    "∈": ("RELATION", "∈"),
    "*": ("OPERATOR", "*"),
    "∗": ("OPERATOR", "*"),
    "·": ("OPERATOR", "·"),
    "⋅": ("OPERATOR", "·"),
    "×": ("OPERATOR", "×"),
    "⊙": ("OPERATOR", "⊙"),
    "∘": ("OPERATOR", "⊙"),
    "⊘": ("OPERATOR", "⊘"),
    "/": ("OPERATOR", "/"),
    "@": ("OPERATOR", "@"),
    "^": ("SUP", "^"),
    "_": ("SUB", "_"),
    ",": ("COMMA", ","),
    ";": ("COMMA", ";"),
    ":": ("COLON", ":"),
    "&": ("AMP", "&"),
    "'": ("PRIME", "'"),
    "′": ("PRIME", "'"),
    "’": ("PRIME", "'"),
    "″": ("PRIME", "''"),
    "!": ("BANG", "!"),
    "∂": ("LETTER", "partial"),
    "∇": ("LETTER", "nabla"),
    "∞": ("LETTER", "infinity"),
    "…": ("LETTER", "dots"),
    "⋯": ("LETTER", "dots"),
    "ℓ": ("LETTER", "ell"),
    "∑": ("BIG", "sum"),
    "∏": ("BIG", "prod"),
    "ᵀ": ("RAISED", "T"),
    "𝟏": ("ONES", "1"),
    "(": ("OPEN", "("),
    "[": ("OPEN", "["),
    "{": ("LBRACE", "{"),
    ")": ("CLOSE", "("),
    "]": ("CLOSE", "["),
    "}": ("RBRACE", "{"),
}
CHARACTERS |= {character: ("LETTER", name) for name, (character, _) in GREEK.items()}
PAIRS = {":=": ("RELATION", ":="), "==": ("RELATION", "="), ".*": ("OPERATOR", "⊙"), "./": ("OPERATOR", "⊘")}
PAIRS |= {"->": ("RELATION", "→"), "=>": ("RELATION", "⇒"), "~=": ("RELATION", "≈"), "<=": ("RELATION", "≤")}
PAIRS |= {">=": ("RELATION", "≥"), "!=": ("RELATION", "≠"), "**": ("SUP", "^"), ".^": ("OPERATOR", ".^")}
RAISED = {
    **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)),
    "⁽": "(",
    "⁾": ")",
    "⁺": "+",
    "⁻": "-",
    "ˡ": "l",
}
LOWERED = {
    **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)),
    "ᵢ": "i",
    "ⱼ": "j",
    "ₖ": "k",
    "ₙ": "n",
    "ₗ": "l",
}
SPACING = frozenset("\\,;:!> \n\t/-")
ROWS = frozenset(
    listed(
        """
    equation align aligned alignat gather gathered multline split eqnarray displaymath math flalign
    """
    )
)
KNOWN = sorted({"cases", *MATRICES, *ROWS})

UNREAD = {
    **dict.fromkeys(
        ("input", "include", "includegraphics", "usepackage", "openin", "read"), "no file is opened"
    ),
    **dict.fromkeys(("write", "immediate", "openout", "directlua", "special"), "nothing is written or run"),
    **dict.fromkeys(
        ("newcommand", "renewcommand", "def", "let", "DeclareMathOperator"),
        "write out what a macro stands for",
    ),
}
"""Commands that are refused with a reason of their own."""
