"""Articles are told apart by the ids of their passages, and dealt out into parts."""

from pathlib import Path

import pytest

from qa.datasets import CorpusLine, Dataset
from qa.errors import ReaderError
from training.articles import article_of, asked_about, parts_of, readers_in
from training.reader_network import save_reader, trained_network
from training.reading_examples import Chosen


def test_a_question_is_about_the_article_of_its_passage() -> None:
    assert asked_about({"source_paragraph": "sq2-Oxygen-012"}) == "sq2-Oxygen"
    assert asked_about({"spans": [{"id": "1660-3"}, {"id": "1660-4"}]}) == "1660"


def test_each_article_is_in_one_part() -> None:
    articles = [f"article-{number}" for number in range(7)]
    parts = parts_of(articles, 3)
    assert sorted(name for part in parts for name in part) == articles
    assert [len(part) for part in parts] == [3, 2, 2]


@pytest.mark.parametrize(("left_out", "taken"), [(1, {"b"}), (2, {"a", "c"})])
def test_a_part_is_left_out_of_training(left_out: int, taken: set[str]) -> None:
    lines = tuple(CorpusLine(f"{name}-{at}", "", "") for name in "abc" for at in (0, 1))
    dataset = Dataset("set", lines, ())
    assert Chosen(left_out=left_out, parts=2).articles(dataset) == taken
    assert Chosen().articles(dataset) == {"a", "b", "c"}
    assert article_of(lines[0].id) == "a"


def test_a_reader_that_was_not_taught_what_tells_is_refused(tmp_path: Path) -> None:
    save_reader(trained_network()[0], tmp_path, {})
    with pytest.raises(ReaderError, match="not taught what tells"):
        readers_in([tmp_path])
