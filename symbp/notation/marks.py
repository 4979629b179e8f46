"""The one table of marks and letters: how each is spelt by every renderer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """A mark of `tree.Op`: its spelling in LaTeX, in Typst, as a character, and in words."""

    latex: str
    typst: str
    text: str
    words: str


MARKS: dict[str, Mark] = {
    "=": Mark("=", "=", "=", "equals"),
    "!=": Mark(r"\ne", "eq.not", "≠", "is not equal to"),
    "<": Mark("<", "<", "<", "is less than"),
    ">": Mark(">", ">", ">", "is greater than"),
    "<=": Mark(r"\le", "lt.eq", "≤", "is at most"),
    ">=": Mark(r"\ge", "gt.eq", "≥", "is at least"),
    "approx": Mark(r"\approx", "approx", "≈", "is about"),
    "propto": Mark(r"\propto", "prop", "∝", "is proportional to"),
    ":=": Mark(":=", "colon.eq", "≔", "becomes"),
    "in": Mark(r"\in", "in", "∈", "in"),
    "+": Mark("+", "+", "+", "plus"),
    "-": Mark("-", "-", "−", "minus"),
    "±": Mark(r"\pm", "plus.minus", "±", "plus or minus"),
    "times": Mark(r"\times", "times", "×", "times"),
    "cdot": Mark(r"\cdot", "dot.op", "⋅", "dot"),
    "odot": Mark(r"\odot", "dot.o", "⊙", "elementwise times"),
    "oslash": Mark(r"\oslash", "slash.o", "⊘", "elementwise divided by"),
    ".*": Mark(r"\mathbin{.*}", 'class("binary", . ast.op)', ".∗", "dot star"),
    "./": Mark(r"\mathbin{./}", 'class("binary", .\\/)', "./", "dot slash"),
    ".^": Mark(r"\mathbin{.\wedge}", 'class("binary", .and)', ".∧", "dot caret"),
    "partial": Mark(r"\partial", "partial", "∂", "partial"),
    "nabla": Mark(r"\nabla", "nabla", "∇", "nabla"),
    "d": Mark(r"\mathrm{d}", "upright(d)", "d", "differential"),
    "T": Mark(r"\mathrm{T}", "upright(T)", "T", "transpose"),
    ",": Mark(",", "\\,", ",", "comma"),
    ":": Mark(":", "colon", ":", "colon"),
    "to": Mark(r"\to", "arrow.r", "→", "goes to"),
    "mapsto": Mark(r"\mapsto", "arrow.r.bar", "↦", "maps to"),
    "implies": Mark(r"\Rightarrow", "arrow.r.double", "⇒", "implies"),
    "infinity": Mark(r"\infty", "infinity", "∞", "infinity"),
    "dots": Mark(r"\cdots", "dots.c", "⋯", "and so on"),
    "vdots": Mark(r"\vdots", "dots.v", "⋮", "and so on down"),
    "ddots": Mark(r"\ddots", "dots.down", "⋱", "and so on diagonally"),
    "quad": Mark(r"\quad", "quad", "\u2003", "space"),
}
"""Every mark by the name that `tree.Op` carries."""

BIGS: dict[str, Mark] = {
    "sum": Mark(r"\sum", "sum", "∑", "sum"),
    "prod": Mark(r"\prod", "product", "∏", "product"),
    "argmin": Mark(r"\operatorname*{arg\,min}", 'op("arg min", limits: #true)', "arg min", "arg min"),
}
"""The large operators of `tree.Big`."""

GREEK: dict[str, tuple[str, str]] = {
    name: (character, command)
    for name, character, command in (
        ("alpha", "α", r"\alpha"),
        ("beta", "β", r"\beta"),
        ("gamma", "γ", r"\gamma"),
        ("delta", "δ", r"\delta"),
        ("epsilon", "ε", r"\varepsilon"),
        ("zeta", "ζ", r"\zeta"),
        ("eta", "η", r"\eta"),
        ("theta", "θ", r"\theta"),
        ("kappa", "κ", r"\kappa"),
        ("lambda", "λ", r"\lambda"),
        ("mu", "μ", r"\mu"),
        ("nu", "ν", r"\nu"),
        ("xi", "ξ", r"\xi"),
        ("pi", "π", r"\pi"),
        ("rho", "ρ", r"\rho"),
        ("sigma", "σ", r"\sigma"),
        ("tau", "τ", r"\tau"),
        ("phi", "φ", r"\varphi"),
        ("chi", "χ", r"\chi"),
        ("psi", "ψ", r"\psi"),
        ("omega", "ω", r"\omega"),
        ("Gamma", "Γ", r"\Gamma"),
        ("Delta", "Δ", r"\Delta"),
        ("Theta", "Θ", r"\Theta"),
        ("Lambda", "Λ", r"\Lambda"),
        ("Sigma", "Σ", r"\Sigma"),
        ("Phi", "Φ", r"\Phi"),
        ("Psi", "Ψ", r"\Psi"),
        ("Omega", "Ω", r"\Omega"),
    )
}
"""Greek letters by the name that `tree.Sym` carries: the character and the LaTeX command."""
