"""The worked examples in the docstrings of the corpus are run and hold."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import corpus

_ROOT = Path(corpus.__file__).parent
_FILES = sorted(_ROOT.rglob("*.py"))
_WITH_EXAMPLES = [path for path in _FILES if ">>> " in path.read_text(encoding="utf-8")]


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(_ROOT.parent).with_suffix("").parts)


@pytest.mark.parametrize("name", [module_name(path) for path in _WITH_EXAMPLES])
def test_the_examples_of_a_module_hold(name: str) -> None:
    outcome = doctest.testmod(import_module(name))
    assert outcome.failed == 0
    assert outcome.attempted > 0


def test_the_core_modules_carry_worked_examples() -> None:
    core = {"citation", "dates", "document", "extract", "lines", "sentences", "tokens"}
    assert core <= {path.stem for path in _WITH_EXAMPLES}
