"""Silver questions: questions about a folder, made from its own sentences without any label.

They are called silver because a rule made them: each knows the sentence that it was made from, but
nobody has judged whether another sentence answers it, too. Sentences whose content words stand
nearly all in another passage are therefore left alone.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from zlib import crc32

import numpy as np

from corpus.document import Document
from corpus.letters import is_signature
from corpus.lines import CELL_SEPARATOR, logical_lines
from corpus.passage import Passage, Span
from qa.asking import Wording, word_question
from qa.question_words import is_english, words_in
from qa.repetition import PassageWords, content_stems

# A sentence of which another passage holds this share of the content words is said twice. Ours;
# lower, and folders about one subject have hardly a sentence left.
SAID_TWICE = 0.8
_SHORTEST, _LONGEST = 8, 45
_LEAST_LETTERS = 0.75
_MOST_INITIALS = 2

# A word, or one sign of a script that puts no spaces between words.
_UNIT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
_END = re.compile(r"[.!。！][\"'”’)\]]*$")
_REFERENCE = re.compile(
    r"https?://|www\.|\bdoi\b|\bet al\.,? ?\(?\d{4}|\bpp?\. ?\d|\bvol\. ?\d|\bISBN\b|©|@|\bSHA:",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"\b[A-Z]\.")
_REFERENCES_HEADING = re.compile(
    r"^\W*(?:references|bibliography|works cited|literature(?: cited)?)\W*$",
    re.IGNORECASE | re.MULTILINE,
)
# These point at what was said before: a question made from them would name nothing.
_POINTS_BACK = frozenset(
    "it its they their he his she her we our this these those that such here there however thus"
    " therefore i you moreover furthermore then".split()
)


_NOWHERE = Span(0, 0)


class Group(StrEnum):
    """What becomes of a question: its sentence is indexed, was held out, or there is none.

    Of none, other topics are ours; of those not answered it is a label that says so.
    """

    ANSWERABLE = "answerable"
    HELD_OUT = "held out"
    OTHER_TOPIC = "other topic"
    NOT_ANSWERED = "not answered"


def groups_of(*, labelled: bool) -> tuple[Group, ...]:
    """The groups that the questions of a set can be of."""
    if labelled:
        return Group.ANSWERABLE, Group.NOT_ANSWERED
    return Group.ANSWERABLE, Group.HELD_OUT, Group.OTHER_TOPIC


@dataclass(frozen=True, slots=True)
class SilverQuestion:
    """A question, and the sentence that it was made from: `source`, `span` and `sentence`.

    Offsets are code points of `Document.text`, end exclusive; `answer` is the stretch asked for.
    Of a labelled question `span` is the first place where the words stand, `further` are the
    others. Questions without a sentence have an empty `source`, `sentence` and `answer`.
    """

    id: str
    text: str
    group: Group
    kind: str
    source: str = ""
    span: Span = _NOWHERE
    sentence: str = ""
    answer: str = ""
    further: tuple[Span, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the sentence that answers is in the index."""
        return self.group is Group.ANSWERABLE

    def is_answered_at(self, source: str, start: int, end: int) -> bool:
        """Whether that stretch of a document overlaps one of the places that answer."""
        return (self.answerable and source == self.source) and any(
            start < place.end and end > place.start for place in (self.span, *self.further)
        )


def silver_questions(
    passages: Sequence[Passage], elsewhere: PassageWords, most: int, seed: int, group: Group
) -> tuple[SilverQuestion, ...]:
    """Up to `most` questions about `passages`, spread over their documents; the same for a seed.

    `elsewhere` knows the passages in which a sentence may not be said a second time. What is made
    of a document depends on its source, its text and the seed, not on what else is in the folder.
    """
    by_source: dict[str, list[Passage]] = {}
    for passage in passages:
        by_source.setdefault(passage.document.source, []).append(passage)
    lines = [_of_document(own, elsewhere, seed) for own in by_source.values()]
    order = np.random.default_rng(seed).permutation(len(lines))
    waiting = [lines[at] for at in order]
    made: list[tuple[Document, Span, Wording]] = []
    while waiting and len(made) < most:
        still: list[Iterator[tuple[Document, Span, Wording]]] = []
        for line in waiting:
            one = next(line, None)
            if one is not None:
                made.append(one)
                still.append(line)
        waiting = still
    prefix = group.value[0]
    return tuple(
        SilverQuestion(
            id=f"{prefix}{number}",
            text=wording.text,
            group=group,
            kind=wording.kind.value,
            source=document.source,
            span=span,
            sentence=document.text[span.start : span.end],
            answer=wording.answer,
        )
        for number, (document, span, wording) in zip(count(1), made[:most], strict=False)
    )


def kinds_of(questions: Sequence[SilverQuestion]) -> dict[str, int]:
    """How many questions of each kind there are, by name."""
    return dict(sorted(Counter(question.kind for question in questions).items()))


def is_informative(passage: Passage, sentence: Span) -> bool:
    """Whether a question can be made of a sentence: running text that stands by itself.

    Headings, tables, signatures, references and sentences that lean on the one before are not.
    """
    text = passage.document.text[sentence.start : sentence.end]
    if not _SHORTEST <= len(_UNIT.findall(text)) <= _LONGEST or not _END.search(text):
        return False
    return _stands_alone(text) and _is_prose(text) and not is_signature(passage, sentence)


def _stands_alone(text: str) -> bool:
    words = words_in(text)
    if not words or text[0].islower() or not text[0].isalnum():
        return False
    return words[0].text.lower() not in _POINTS_BACK


def _is_prose(text: str) -> bool:
    signs = [sign for sign in text if not sign.isspace()]
    letters = sum(sign.isalpha() for sign in signs)
    if CELL_SEPARATOR in text or letters < _LEAST_LETTERS * len(signs):
        return False
    if _REFERENCE.search(text) or len(_INITIAL.findall(text)) > _MOST_INITIALS:
        return False
    return not any(line.item or line.row for line in logical_lines(text))


def _of_document(
    passages: Sequence[Passage], elsewhere: PassageWords, seed: int
) -> Iterator[tuple[Document, Span, Wording]]:
    """The questions that one document gives, in the order that the seed says."""
    document = passages[0].document
    random = np.random.default_rng([seed, crc32(document.source.encode())])
    english = is_english(document.text)
    sentences = [
        (passage, sentence)
        for passage in _before_references(passages)
        for sentence in passage.sentences
    ]
    for at in random.permutation(len(sentences)):
        passage, span = sentences[at]
        if not is_informative(passage, span):
            continue
        sentence = document.text[span.start : span.end]
        stems = content_stems(sentence)
        if elsewhere.most_held(stems, document.source, span) >= SAID_TWICE:
            continue
        wording = word_question(sentence, random, english=english)
        if wording is not None:
            yield document, span, wording


def _before_references(passages: Sequence[Passage]) -> Iterator[Passage]:
    """The passages up to the list of references, if there is one."""
    for passage in passages:
        if _REFERENCES_HEADING.search(passage.text):
            return
        yield passage
