"""The entry point of the command line: what goes wrong becomes one line and an exit code.

Exit codes: 0 done or true, 1 false or failed, 2 bad usage or input, 3 undecided, 130 interrupted.
Nothing is imported before `main` runs, so that Ctrl-C is met politely from the first moment on.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import NoReturn

from symbp.errors import SymbpError

FAILED, INTERRUPTED = 1, 130


def main() -> None:
    """Run the command `symbp`."""
    prepare_streams()
    with one_line_errors("symbp"):
        from symbp.commands.app import app

        app(prog_name="symbp")


def prepare_streams() -> None:
    """Let the streams take letters they lack, and let one that is closed (``>&-``) swallow everything."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115  # open until the program ends
        getattr(sys, name).reconfigure(errors="backslashreplace")


@contextmanager
def one_line_errors(program: str) -> Iterator[None]:
    """End the program with one line on standard error where a user, the disk or memory is the cause."""
    stop = partial(end, program)
    try:
        try:
            yield
        finally:
            sys.stdout.flush()  # so that a full disk is met here, not at exit
    except SymbpError as error:
        stop(str(error), error.exit_code)
    except KeyboardInterrupt:
        stop("interrupted", INTERRUPTED)
    except BrokenPipeError:
        abandon_stdout()
        raise SystemExit(FAILED) from None
    except MemoryError:
        stop("not enough memory; try a smaller network or fewer samples", FAILED)
    except OSError as error:
        abandon_stdout()
        where = f" {error.filename}" if error.filename else ""
        stop(f"cannot read or write{where}: {error.strerror or error}", FAILED)


def end(program: str, message: str, code: int) -> NoReturn:
    """Say why on standard error, in one line, and end with the exit code."""
    with suppress(OSError):
        print(f"{program}:", " ".join(message.splitlines()), file=sys.stderr)
    raise SystemExit(code)


def abandon_stdout() -> None:
    """Nobody reads standard output any more: what is left in its buffer must not fail again at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
