"""Copies: the same paragraph in several documents is one hit, and of two versions the newer leads.

Two passages are copies where their texts differ in white space only. They are versions where their
documents have one title and they say nearly the same; what is dropped in the newer one can still
be found in the older, so both stay hits.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from corpus.passage import Passage, Span
from index.hit import Hit

# Versions share so many of their words, by the share of all their words; ours. A paragraph with one
# figure changed keeps more, two paragraphs on one subject share less.
_SAME_WORDS = 0.6
# The score of an older version may be so much higher that the question rather means it, say by its
# date. Ours: scores of right passages lie around 1 to 2.
_CLOSE = 0.1
_WORD = re.compile(r"\w+")


def united(first: Sequence[Hit], others: Sequence[Hit] = ()) -> tuple[Hit, ...]:
    """The hits with copies of one passage as one hit, and newer versions before older ones.

    A hit stands for its copies where the best of them stood, with the best one's score. `others`
    come after `first`; they do not change the order of these, and add to their copies.
    """
    groups = _grouped(first)
    more = _grouped(others)
    leading = [_as_one(group, more.pop(text, [])) for text, group in groups.items()]
    following = [_as_one(group, []) for group in more.values()]
    return (*_newer_first(leading), *_newer_first(following))


def copy_of(span: Span, passage: Passage, copy: Passage) -> Span | None:
    """Where `span`, whole sentences of `passage`, stands in `copy`; None where that is not sure."""
    if len(passage.sentences) != len(copy.sentences):
        return None
    inside = [
        other
        for own, other in zip(passage.sentences, copy.sentences, strict=True)
        if span.start <= own.start and own.end <= span.end
    ]
    if not inside:
        return None
    found = Span(inside[0].start, inside[-1].end)
    quote, other = (
        one.document.text[where.start : where.end].split()
        for one, where in ((passage, span), (copy, found))
    )
    return found if quote == other else None


def _grouped(hits: Sequence[Hit]) -> dict[str, list[Hit]]:
    """The hits by their text, whatever its white space, in order."""
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(" ".join(hit.passage.text.split()), []).append(hit)
    return groups


def _as_one(group: Sequence[Hit], more: Sequence[Hit]) -> Hit:
    """The hit for copies of one passage: the newest, where dates tell, else the first."""
    first = group[0]
    if len(group) == 1 and not more:
        return first
    leading = max(group, key=lambda hit: _date_of(hit) or date.min) if _date_of(first) else first
    copies = tuple(hit.passage for hit in (*group, *more) if hit is not leading)
    return replace(leading, score=first.score, copies=copies)


def _newer_first(hits: Sequence[Hit]) -> tuple[Hit, ...]:
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
