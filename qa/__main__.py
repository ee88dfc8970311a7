"""The command `qa` as a process of its own, also as `python -m qa`."""

import atexit
import gc
import sys

from qa.cli import main

# So many new objects before garbage is looked for, instead of 700, and at the end none is: most
# objects are those of libraries, which stay. Ours: a process that imports torch takes 1.7 s so, and
# 2.1 s else.
_OBJECTS = 50_000


def run() -> int:
    """Run one command; returns the exit code, as `qa.cli.main` says."""
    gc.set_threshold(_OBJECTS)
    atexit.register(gc.freeze)
    return main()


if __name__ == "__main__":
    sys.exit(run())
