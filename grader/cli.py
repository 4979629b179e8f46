"""The entry point of the command line `grader`.

Exit codes: 0 done, all correct; 1 something is not correct; 2 bad usage or assignment; 3 undecided;
130 interrupted.
"""

from __future__ import annotations

from symbp.cli import one_line_errors, prepare_streams


def main() -> None:
    """Run the command `grader`."""
    prepare_streams()
    with one_line_errors("grader"):
        from grader.commands.app import app

        app(prog_name="grader")
