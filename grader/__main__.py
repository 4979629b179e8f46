"""`python -m grader` is the command `grader`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

# Python looks for modules in the current directory first: it may be a folder of submissions with a numpy.py.
if not Path("grader/__main__.py").exists():
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != os.getcwd()]

from grader.cli import main

if __name__ == "__main__":
    main()
