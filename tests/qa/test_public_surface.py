"""What others may rely on: the names in `qa`, and the tree of errors as it is drawn."""

import re
from inspect import signature
from types import ModuleType

import pytest

import corpus.errors
import index.errors
import qa
import qa.errors
from qa.errors import ChapterverseError


def test_the_package_offers_these_names_and_no_others() -> None:
    assert qa.__all__ == [
        "Answer",
        "Assistant",
        "ChapterverseError",
        "Seconds",
        "Selection",
        "answer_as_json",
        "ask",
        "open_index",
    ]
    assert [name for name in qa.__all__ if not hasattr(qa, name)] == []


def test_the_functions_take_what_the_design_says() -> None:
    assert list(signature(qa.ask).parameters) == ["question", "index", "k", "sources"]
    assert [value.default for value in signature(qa.ask).parameters.values()][1:] == [None, 5, None]
    assert list(signature(qa.open_index).parameters) == ["path"]
    parameters = signature(qa.Assistant.ask).parameters
    assert list(parameters) == ["self", "question", "k", "sources"]
    assert (parameters["k"].default, parameters["sources"].default) == (5, None)


MODULES = (corpus.errors, index.errors, qa.errors)
EXCEPTIONS = {
    name: value
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, type) and issubclass(value, BaseException)
}
ERRORS = {name: value for name, value in EXCEPTIONS.items() if issubclass(value, ChapterverseError)}
DRAWING = re.compile(r"^((?:[│ ] {3})*(?:[├└]── )?)((?:[A-Z]\w+(?:, )?)+)(?:  |$)", re.MULTILINE)


def drawn_parents(drawing: str) -> dict[str, str]:
    """The class above each class in the drawing of a tree."""
    parents: dict[str, str] = {}
    above: dict[int, str] = {}
    for branch, names in DRAWING.findall(drawing):
        depth = len(branch) // 4
        for name in names.split(", "):
            above[depth] = name
            if depth:
                parents[name] = above[depth - 1]
    return parents


def test_every_error_can_be_caught_as_one_and_is_offered_in_one_place() -> None:
    assert ERRORS == EXCEPTIONS
    assert sorted(qa.errors.__all__) == sorted(ERRORS)


@pytest.mark.parametrize("module", MODULES)
def test_the_tree_of_errors_is_drawn_as_it_is(module: ModuleType) -> None:
    parents = drawn_parents(module.__doc__ or "")
    assert len(parents) >= 7
    for name, parent in parents.items():
        assert ERRORS[name].__base__ is ERRORS[parent], name


def test_every_error_is_drawn_somewhere() -> None:
    drawn = {name for module in MODULES for name in drawn_parents(module.__doc__ or "")}
    assert set(ERRORS) - drawn == {"ChapterverseError"}


@pytest.mark.parametrize("name", sorted(ERRORS))
def test_every_error_has_a_message_and_a_hint_and_reads_as_both(name: str) -> None:
    error = ERRORS[name]("the disk is full", hint="make room")
    assert (error.message, error.hint) == ("the disk is full", "make room")
    assert str(error) == "the disk is full (make room)"
