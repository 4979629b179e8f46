"""`python -m grader` is the command `grader`."""

import os
import sys

# Python looks for modules in the current directory first: it may be a folder of submissions with a numpy.py.
# Until that is mended, nothing may be imported that Python itself has not imported already.
if os.getcwd() != os.path.dirname(os.path.dirname(os.path.abspath(__file__))):
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != os.getcwd()]

from grader.cli import main

if __name__ == "__main__":
    main()
