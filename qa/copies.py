"""Copies: the same paragraph in several documents is one hit, and of two versions the newer leads.

Two passages are copies where their texts differ in white space only, or where the sentence nearest
to the question is the same in both and so are nearly all others: a short line of its own, such as
who wrote it, makes no other paragraph. A question that is about that line tells them apart. They
are versions where their documents have one title and they say nearly the same; what is dropped in
the newer one can still be found in the older, so both stay hits.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from corpus.passage import Passage, Span
from index.hit import Hit

# Copies share sentences that hold so many of the words of each, and so many words; ours. The rest
# of a paragraph of three lines may be a line that says who wrote it; less than a short sentence in
# common, such as "No.", says nothing.
_SAME_SENTENCES = 0.75
_LEAST_WORDS = 8
# Versions share so many of their words, by the share of all their words; ours. A paragraph with one
# figure changed keeps more, two paragraphs on one subject share less.
_SAME_WORDS = 0.6
# The score of an older version may be so much higher that the question rather means it, say by its
# date. Ours: scores of right passages lie around 1 to 2.
_CLOSE = 0.1
# Ours; it changes no result, only how many passages are compared.
_OPENING_WORDS = 6
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class _Group:
    """Copies of one paragraph, in order; `more` came later and cannot lead them.

    `later` says that the group itself came with the hits that come after the others.
    """

    later: bool
    hits: list[Hit] = field(default_factory=list)
    more: list[Hit] = field(default_factory=list)


def united(
    question: npt.NDArray[np.float32], first: Sequence[Hit], others: Sequence[Hit] = ()
) -> tuple[Hit, ...]:
    """The hits with copies of one passage as one hit, and newer versions before older ones.

    `question` is its vector, (dim,) float32 of unit length. A hit stands for its copies where the
    best of them stood, with the best one's score. `others` come after `first`; they do not change
    the order of these, and add to their copies.
    """
    groups = _Groups(question)
    for hit in first:
        groups.of(hit, later=False).hits.append(hit)
    for hit in others:
        group = groups.of(hit, later=True)
        (group.hits if group.later else group.more).append(hit)
    leading = (_as_one(group) for group in groups.all if not group.later)
    following = (_as_one(group) for group in groups.all if group.later)
    return (*_newer_first(leading), *_newer_first(following))


def copy_of(span: Span, passage: Passage, copy: Passage) -> Span | None:
    """Where `span`, whole sentences of `passage`, stands in `copy`; None where it does not.

    Of several places it is the one with most nearly as many sentences before it.
    """
    inside = [
        number
        for number, own in enumerate(passage.sentences)
        if span.start <= own.start and own.end <= span.end
    ]
    if not inside:
        return None
    wanted = _text_of(passage, span)
    there = [
        (abs(at - inside[0]), Span(one.start, last.end))
        for at, (one, last) in enumerate(
            zip(copy.sentences, copy.sentences[len(inside) - 1 :], strict=False)
        )
        if _text_of(copy, Span(one.start, last.end)) == wanted
    ]
    return min(there, key=lambda found: found[0])[1] if there else None


class _Groups:
    """The groups of copies so far, and which of them a hit belongs to."""

    def __init__(self, question: npt.NDArray[np.float32]) -> None:
        self._question = question
        self._by_opening: dict[tuple[str, ...], list[tuple[Passage, _Group]]] = {}
        self._by_sentence: dict[str, list[tuple[Passage, _Group]]] = {}
        self.all: list[_Group] = []

    def of(self, hit: Hit, *, later: bool) -> _Group:
        """The group of `hit`, which is a new one where it is a copy of none."""
        passage = hit.passage
        same_opening = self._by_opening.setdefault(_opening_of(passage), [])
        group = _first_of(same_opening, lambda other: _whole_text(other) == _whole_text(passage))
        if group is None:
            alike = self._by_sentence.setdefault(self._nearest_sentence(hit), [])
            group = _first_of(alike, lambda other: _same_sentences(other, passage))
            if group is None:
                group = _Group(later)
                alike.append((passage, group))
                self.all.append(group)
            same_opening.append((passage, group))
        return group

    def _nearest_sentence(self, hit: Hit) -> str:
        """The sentence nearest to the question; the whole passage where there is none."""
        sentences = hit.passage.sentences
        if not sentences:
            return _whole_text(hit.passage)
        nearest = int((hit.sentence_vectors @ self._question).argmax())
        return _text_of(hit.passage, sentences[nearest])


def _first_of(
    known: Iterable[tuple[Passage, _Group]], is_copy: Callable[[Passage], bool]
) -> _Group | None:
    return next((group for passage, group in known if is_copy(passage)), None)


def _opening_of(passage: Passage) -> tuple[str, ...]:
    """The first words: only passages that begin alike have to be compared, which few do."""
    return tuple(passage.text.split(maxsplit=_OPENING_WORDS)[:_OPENING_WORDS])


def _whole_text(passage: Passage) -> str:
    """What stands in `passage`, whatever its white space."""
    return " ".join(passage.text.split())


def _words_by_sentence(passage: Passage) -> dict[str, int]:
    """How many words each of the passage's sentences has."""
    texts = (_text_of(passage, span) for span in passage.sentences)
    return {text: text.count(" ") + 1 for text in texts}


def _same_sentences(passage: Passage, another: Passage) -> bool:
    """Whether nearly all words of either are in sentences that the other has, too."""
    one, other = _words_by_sentence(passage), _words_by_sentence(another)
    shared = sum(words for sentence, words in one.items() if sentence in other)
    most = max(sum(one.values()), sum(other.values()))
    return shared >= _LEAST_WORDS and shared >= _SAME_SENTENCES * most


def _text_of(passage: Passage, span: Span) -> str:
    """What stands at `span`, whatever its white space."""
    return " ".join(passage.document.text[span.start : span.end].split())


def _as_one(group: _Group) -> Hit:
    """The hit for copies of one passage: the newest, where dates tell, else the first."""
    hits = group.hits
    first = hits[0]
    if len(hits) == 1 and not group.more:
        return first
    leading = max(hits, key=lambda hit: _date_of(hit) or date.min) if _date_of(first) else first
    copies = tuple(hit.passage for hit in (*hits, *group.more) if hit is not leading)
    return replace(leading, score=first.score, copies=copies)


def _newer_first(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """`hits` with each newer version in the place of an older one, which follows it."""
    ordered = list(hits)
    titles = [_title_of(hit) for hit in ordered]
    at = 0
    while at < len(ordered):
        newer = next(
            (
                later
                for later in range(at + 1, len(ordered))
                if titles[at]
                and titles[later] == titles[at]
                and ordered[at].score - ordered[later].score <= _CLOSE
                and is_newer_version(ordered[later], ordered[at])
            ),
            None,
        )
        if newer is None:
            at += 1
            continue
        hit = ordered.pop(newer).scored(ordered[at].score)
        ordered.insert(at, hit)
        titles.insert(at, titles.pop(newer))
    return tuple(ordered)


def _title_of(hit: Hit) -> str:
    """The title of a dated document, in small letters; empty where title or date is unknown."""
    document = hit.passage.document
    return " ".join(document.title.casefold().split()) if document.date else ""


def is_newer_version(one: Hit, other: Hit) -> bool:
    """Whether `one` says nearly what `other` says, in a later version of the same document."""
    first, second = _date_of(other), _date_of(one)
    if not first or not second or first >= second or _title_of(one) != _title_of(other):
        return False
    return bool(_title_of(one)) and _alike(one.passage, other.passage)


def _alike(one: Passage, other: Passage) -> bool:
    words, others = (set(_WORD.findall(passage.text.casefold())) for passage in (one, other))
    return len(words & others) >= _SAME_WORDS * len(words | others)


def _date_of(hit: Hit) -> date | None:
    return hit.passage.document.date
