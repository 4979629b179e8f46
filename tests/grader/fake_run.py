"""The command `grader` with the workers of `fake_worker`: for tests that run it as a process of its own."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import grader.batch
from grader.cli import main

FAKE = (sys.executable, str(Path(__file__).with_name("fake_worker.py")))

if __name__ == "__main__":
    grader.batch.Run = partial(grader.batch.Run, command=FAKE)
    main()
