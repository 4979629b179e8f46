"""What goes wrong in grading, by audience; the command line prints the message and no traceback.

A submission that fails is a result, never an exception: these are for the people who set up and run the
grading.
"""

from __future__ import annotations

from symbp.errors import SymbpError


class AssignmentError(SymbpError):
    """An assignment file that cannot be used."""


class SandboxError(SymbpError):
    """A machine on which untrusted code cannot be run as asked."""


class StoreError(SymbpError):
    """A directory of submissions or of results that cannot be used."""
