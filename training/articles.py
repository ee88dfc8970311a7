"""Articles: what the passages of a set were cut from.

Questions about one article are alike, so what was learned from some articles is tried on others.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from qa.errors import ReaderError
from qa.reader import OwnReader
from qa.reader_weights import TELLING, read_weights
from qa.reading import Reader


def article_of(passage: str) -> str:
    """The article's part of a passage's id, which ends in the passage's number.

    >>> article_of("sq2-Oxygen-012")
    'sq2-Oxygen'
    """
    return passage.rsplit("-", 1)[0]


def asked_about(question: Mapping[str, Any]) -> str:
    """The article that `question`, a line of queries.jsonl, was written on."""
    judged = question["spans"][0]["id"] if question.get("spans") else question["source_paragraph"]
    return article_of(str(judged))


def parts_of(articles: Iterable[str], count: int) -> tuple[frozenset[str], ...]:
    """`articles` dealt out into `count` parts, in the order of their names.

    >>> [sorted(part) for part in parts_of(["c", "a", "b"], 2)]
    [['a', 'c'], ['b']]
    """
    order = sorted(set(articles))
    return tuple(frozenset(order[first::count]) for first in range(count))


def unseen_by(
    readers: Sequence[Reader], articles: Iterable[str]
) -> tuple[tuple[Reader, frozenset[str]], ...]:
    """Each of `readers` with the articles that it has not seen: its part of them all."""
    return tuple(zip(readers, parts_of(articles, len(readers)), strict=True))


def readers_in(folders: Sequence[Path]) -> list[OwnReader]:
    """The readers in `folders`.

    Raises: ReaderError: when one was not taught what tells, or its weights are not there.
    """
    for folder in folders:
        if not any(name.startswith(TELLING) for name in read_weights(folder)):
            raise ReaderError(
                f"the reader in {folder} was not taught what tells",
                hint="run `python -m training.train_telling` on it",
            )
    return [OwnReader(folder) for folder in folders]
