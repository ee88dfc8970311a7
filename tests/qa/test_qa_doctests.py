"""The worked examples in the docstrings of `qa` are run and hold."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import qa

_FILES = sorted(Path(qa.__file__).parent.rglob("*.py"))
_WITH_EXAMPLES = [path.stem for path in _FILES if ">>> " in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("name", [name for name in _WITH_EXAMPLES if name != "__init__"])
def test_the_examples_of_a_module_hold(name: str) -> None:
    outcome = doctest.testmod(import_module(f"qa.{name}"))
    assert outcome.failed == 0
    assert outcome.attempted > 0


def test_the_core_modules_carry_worked_examples() -> None:
    assert {"confidence", "fusion", "metrics", "showing"} <= set(_WITH_EXAMPLES)
