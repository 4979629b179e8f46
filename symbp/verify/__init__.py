"""Verification: every line of a derivation, and any two expressions of a network.

Named quantities keep their meaning (`environment`), expressions are evaluated over certified
balls and over rational functions (`evaluate`, `ball`, `exact`) at small sizes and random points
(`points`), and `compare` decides.  Only the forward equations of a derivation are believed, and
those are lines to check themselves (`meaning`).
"""

from __future__ import annotations

from symbp.verify.checks import equal, verify
from symbp.verify.report import Line, Report
from symbp.verify.values import reference, rounds_to
from symbp.verify.verdict import Verdict, Witness

__all__ = ["Line", "Report", "Verdict", "Witness", "equal", "reference", "rounds_to", "verify"]
