"""Checking derivations that people write: is each line true, does it follow, and what is the mistake?"""

from __future__ import annotations

from symbp.checking.check import check
from symbp.checking.record import CheckedLine, Diagnosis, Example, Follows, Place, Report

__all__ = ["CheckedLine", "Diagnosis", "Example", "Follows", "Place", "Report", "check"]
