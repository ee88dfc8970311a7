"""Sentences that tell what is asked for, and sentences that only repeat the question.

Of a set with answers the sentence with the answer tells it. So it does without as many other words;
without the answer it does not, though it may repeat all of the question. Of written questions the
sentences that answer tell it; one that was chosen and is none of these does not, nor one that was
found among documents about other things.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.passage import Span
from corpus.sentences import sentence_spans
from qa.datasets import read_beir
from qa.pairs import Excerpt
from training.articles import article_of
from training.written import Among, WrittenCase

# Sentences of fewer words are not cut.
_LEAST_WORDS = 5
_TRIES = 5
_TELLING = ("whole", "other cut", "right")
_OF_WRITTEN = ("right", "wrong")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A question and a sentence as it is read alone; `kind` says how it came to tell the answer.

    It is `whole`, `other cut` or `answer cut`, of which the last does not tell; or, of a written
    question, `right` or `wrong`. `article` is what it was written on: an article, or a set.
    """

    question: str
    excerpt: Excerpt
    kind: str
    article: str

    @property
    def tells(self) -> bool:
        """Whether it tells what is asked for."""
        return self.kind in _TELLING

    @property
    def written(self) -> bool:
        """Whether it is of a written question."""
        return self.kind in _OF_WRITTEN


def sentences_of(folder: Path, chance: random.Random) -> Iterator[Sentence]:
    """The sentences with the answers of one set, whole and cut."""
    dataset = read_beir(folder)
    lines = {line.id: line for line in dataset.corpus}
    asked = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    answers = {one["_id"]: one.get("answers", ()) for one in map(json.loads, asked)}
    for query in dataset.queries:
        line = lines.get(min(query.relevant, default=""))
        found = line and _with_answer(line.text, [one for one in answers[query.id] if one])
        if not line or not found:
            continue
        text, answer = found
        cuts = {"whole": text, "answer cut": _cut(text, answer), **_other_cut(text, answer, chance)}
        for kind, left in cuts.items():
            if left:
                excerpt = _excerpt(line.title, left)
                yield Sentence(query.text, excerpt, kind, article_of(line.id))


def written_sentences(cases: Sequence[WrittenCase]) -> Iterator[Sentence]:
    """Those of written questions; among many documents they are much the same as among few."""
    for case in cases:
        for one in case.alone if case.among is not Among.MANY else ():
            kind = "right" if one.right else "wrong"
            yield Sentence(case.question, one.excerpt, kind, case.set_name)


def _with_answer(text: str, answers: Sequence[str]) -> tuple[str, str] | None:
    """The first sentence that holds one of the answers whole, and the answer."""
    sentences = [text[span.start : span.end] for span in sentence_spans(text, Span(0, len(text)))]
    found = ((one, answer) for answer in answers for one in sentences if answer in one)
    return next(found, None)


def _cut(text: str, answer: str) -> str:
    """`text` without `answer`; empty where too little is left, or the answer is there again."""
    left = " ".join(text.replace(answer, " ", 1).split())
    return "" if answer in left or len(left.split()) < _LEAST_WORDS else left


def _other_cut(text: str, answer: str, chance: random.Random) -> Mapping[str, str]:
    """`text` without as many words as the answer has, which stays; nothing where it cannot be."""
    words, count = text.split(), len(answer.split())
    for _ in range(_TRIES):
        if len(words) < count + _LEAST_WORDS:
            break
        first = chance.randrange(len(words) - count)
        left = " ".join([*words[:first], *words[first + count :]])
        if answer in left:
            return {"other cut": left}
    return {}


def _excerpt(title: str, text: str) -> Excerpt:
    """The sentence behind its title, as it is read alone."""
    before = "" if text.startswith(title) else f"{title}. "
    return Excerpt("", before + text, Span(len(before), len(before) + len(text)))
