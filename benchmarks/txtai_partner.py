"""txtai as a partner: which Python has it, which version that is, and how it is started."""

import subprocess
from pathlib import Path

from qa.bench_partners import Partner

_PROGRAM = Path(__file__).with_name("txtai_program.py")
_VERSION = "from importlib.metadata import version; print(version('txtai'))"
NOT_MEASURED = "not measured: no --txtai-python was given"


def txtai_partner(python: str, model: Path) -> Partner:
    """A running txtai with the model in the folder `model`.

    Raises: BenchError: when there is no such Python.
    """
    return Partner([python, "-P", str(_PROGRAM), str(model)])


def txtai_version(python: str | None) -> str:
    """The version of txtai that this Python has."""
    if python is None:
        return NOT_MEASURED
    run = subprocess.run([python, "-c", _VERSION], capture_output=True, text=True, check=True)
    return run.stdout.strip()
