"""Sentences that tell what is asked for, and sentences that only repeat the question.

Of a set with answers the sentence with the answer tells it. So it does without as many other words;
without the answer it does not, though it may repeat all of the question. Nor does it tell what a
question asks that was changed by rule, nor the sentence of its passage that is likest to the
question and holds no answer; nor any where people wrote a question that the passage only seems to
answer. Of written questions the sentences that answer tell it. Others that are likely do not, nor
does one that was found among documents about other things.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.passage import Span
from corpus.sentences import sentence_spans
from qa.datasets import CorpusLine, read_beir
from qa.pairs import Excerpt
from training.answer_cases import plain
from training.articles import article_of
from training.unanswerable import changed_question
from training.written import Among, WrittenCase

# Sentences of fewer words are not cut.
_LEAST_WORDS = 5
_TRIES = 5
_TELLING = ("whole", "other cut", "right")
_OF_WRITTEN = ("right", "wrong")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A question and a sentence as it is read alone; `kind` says how it came to tell the answer.

    It is `whole`, `other cut`, `answer cut`, `beside`, `changed` or `adversarial`, of which the
    first two tell; or, of a written question, `right` or `wrong`. `article` is what it was written
    on: an article, or a set.
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
    """The sentences of one set that answer, whole and cut, and those that only seem to."""
    dataset = read_beir(folder)
    lines = {line.id: line for line in dataset.corpus}
    relevant = {query.id: min(query.relevant, default="") for query in dataset.queries}
    asked = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    for question in map(json.loads, asked):
        line = lines.get(relevant.get(question["_id"]) or question.get("source_paragraph", ""))
        if not line:
            continue
        for kind, text, sentence in _asked_of(line, question, chance):
            yield Sentence(text, _excerpt(line.title, sentence), kind, article_of(line.id))


def _asked_of(
    line: CorpusLine, question: Mapping[str, Any], chance: random.Random
) -> Iterator[tuple[str, str, str]]:
    """The kind, the question and the sentence of each that is made of one question."""
    asked = question["text"]
    sentences = [line.text[one.start : one.end] for one in _spans(line.text)]
    if not sentences:
        return
    if not question.get("answerable", True):
        yield "adversarial", asked, _likest(asked, sentences)
        return
    answers = [one for one in question.get("answers", ()) if one]
    found = next(((one, a) for a in answers for one in sentences if a in one), None)
    if found is None:
        return
    text, answer = found
    yield "whole", asked, text
    cuts = {"answer cut": _cut(text, answer), "other cut": _other_cut(text, answer, chance)}
    for kind, left in cuts.items():
        if left:
            yield kind, asked, left
    others = [one for one in sentences if not any(a in one for a in answers)]
    if others:
        yield "beside", asked, _likest(asked, others)
    changed = changed_question(asked, [line.text], chance)
    if changed:
        yield "changed", changed, text


def _spans(text: str) -> Sequence[Span]:
    return sentence_spans(text, Span(0, len(text)))


def _likest(question: str, sentences: Sequence[str]) -> str:
    """The sentence that has most words of the question, the first of equals."""
    asked = set(plain(question).split())
    return max(sentences, key=lambda one: len(asked & set(plain(one).split())))


def written_sentences(cases: Sequence[WrittenCase]) -> Iterator[Sentence]:
    """Those of written questions; among many documents they are much the same as among few."""
    for case in cases:
        for one in case.alone if case.among is not Among.MANY else ():
            kind = "right" if one.right else "wrong"
            yield Sentence(case.question, one.excerpt, kind, case.set_name)


def _cut(text: str, answer: str) -> str:
    """`text` without `answer`; empty where too little is left, or the answer is there again."""
    left = " ".join(text.replace(answer, " ", 1).split())
    return "" if answer in left or len(left.split()) < _LEAST_WORDS else left


def _other_cut(text: str, answer: str, chance: random.Random) -> str:
    """`text` without as many words as the answer has, which stays; empty where it cannot be."""
    words, count = text.split(), len(answer.split())
    for _ in range(_TRIES):
        if len(words) < count + _LEAST_WORDS:
            break
        first = chance.randrange(len(words) - count)
        left = " ".join([*words[:first], *words[first + count :]])
        if answer in left:
            return left
    return ""


def _excerpt(title: str, text: str) -> Excerpt:
    """The sentence behind its title, as it is read alone."""
    before = "" if text.startswith(title) else f"{title}. "
    return Excerpt("", before + text, Span(len(before), len(before) + len(text)))
