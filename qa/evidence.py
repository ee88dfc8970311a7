"""Evidence: how much of what a question asks about each sentence and its passage hold."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from corpus.lines import logical_lines
from corpus.passage import Passage, Span
from corpus.signature import is_signature
from index.encoding import SIGNED, Vectors, spanned_text
from index.hit import Hit
from index.lexical import LexicalIndex, words_of

# Words that ask, or hold a sentence together, and say nothing about its subject.
_FUNCTION_WORDS = frozenset(
    "a about according all also an and any are as at be because been being but by can could did do"
    " does during each for from had has have he her him his how i if in into is it its like many"
    " may me might more most much must my no not of on or other our over own say says she should"
    " so some such tell than that the their them then there these they this those through to under"
    " up us was we were what when where whether which while who whom whose why will with within"
    " would you your".split()
)
_ASKS_NUMBER = re.compile(
    r"\bhow\s+(?:many|much|long|old|large|big|often|far|tall|high|fast)\b|\bwhen\b"
    r"|\b(?:what|which)\s+(?:\w+\s+)?(?:percent|percentage|proportion|share|number|year|date|age|day"
    r"|month|rate|amount|size)\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
# A name or a number in a question: a capital inside it, or digits.
_NAME = re.compile(r"(?<=\S\s)[\"'“‘(]?([A-Z][\w'’-]*|\w*\d[\w.,-]*)")


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """What a question asks about, as words in the form in which the index compares them.

    `weights` gives the inverse document frequency of each word that is not a function word.
    `names` are those of them that the question writes as a name or a number.
    """

    words: tuple[str, ...]
    weights: Mapping[str, float]
    names: frozenset[str]
    asks_number: bool

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The neighbouring words."""
        return frozenset(pairwise(self.words))

    def coverage(self, words: frozenset[str]) -> float:
        """The share of the question's weight that `words` hold, 0 to 1."""
        total = sum(self.weights.values())
        if not total:
            return 0.0
        return sum(weight for word, weight in self.weights.items() if word in words) / total


@dataclass(frozen=True, slots=True)
class SentenceEvidence:
    """What speaks for one sentence as the answer; every number is higher for more of it.

    `hit` and `sentence` are positions: of the hit among the hits, of the sentence in its passage.
    `similarity` is a cosine; the coverages and `pairs` are shares of the question, 0 to 1;
    `number` is 1 where a number is asked for and stands there, -1 where it is asked for and does
    not, else 0. `heading` says that it stands above what is said and says nothing itself.
    """

    hit: int
    sentence: int
    span: Span
    similarity: float
    coverage: float
    passage_coverage: float
    names: float
    pairs: float
    number: int
    heading: bool
    passage_score: float

    @property
    def score(self) -> float:
        """How well the sentence answers, as far as these numbers tell.

        The weights were fitted on the judged answer sentences of covidqa-dev and squad2-dev
        (softmax over the sentences of the ten best passages) and rounded. These sets have no
        headings; what one costs is ours: so much that any sentence under it is taken instead.
        """
        return (
            self.similarity
            + 1.2 * self.coverage
            + 0.6 * self.passage_coverage
            + 0.6 * self.pairs
            + 0.14 * self.number
            - 1.0 * self.heading
            + 0.9 * self.passage_score
        )


def question_terms(question: str, lexical: LexicalIndex) -> QuestionTerms:
    """What `question` asks about, weighed by how rare its words are in the index."""
    words = words_of(question)
    weights = {word: lexical.rarity(word) for word in words if word not in _function_stems()}
    names = frozenset(
        word
        for name in _NAME.findall(" ".join(question.split()))
        for word in words_of(name)
        if word in weights
    )
    return QuestionTerms(words, weights, names, bool(_ASKS_NUMBER.search(question)))


@cache
def _function_stems() -> frozenset[str]:
    return frozenset(stem for word in _FUNCTION_WORDS for stem in words_of(word))


def weigh_sentences(
    question: Vectors, terms: QuestionTerms, hits: Sequence[Hit]
) -> tuple[SentenceEvidence, ...]:
    """The evidence for every sentence of `hits`; `question` is its vector, (dim,) float32."""
    evidence: list[SentenceEvidence] = []
    for position, hit in enumerate(hits):
        document = hit.passage.document
        passage_words = frozenset(words_of(spanned_text(hit.passage).text))
        names = (
            sum(1 for name in terms.names if name in passage_words) / len(terms.names)
            if terms.names
            else 1.0
        )
        similarities = hit.sentence_vectors @ question
        for number, span in enumerate(hit.passage.sentences):
            text = document.text[span.start : span.end]
            if is_signature(hit.passage, span):
                text = SIGNED + text
            words = words_of(text)
            evidence.append(
                SentenceEvidence(
                    hit=position,
                    sentence=number,
                    span=span,
                    similarity=float(similarities[number]),
                    coverage=terms.coverage(frozenset(words)),
                    passage_coverage=terms.coverage(passage_words),
                    names=names,
                    pairs=_share(terms.pairs, frozenset(pairwise(words))),
                    number=_number_fit(terms, text),
                    heading=_is_heading(hit.passage, number),
                    passage_score=hit.score,
                )
            )
    return tuple(evidence)


def _share(wanted: frozenset[tuple[str, str]], found: frozenset[tuple[str, str]]) -> float:
    return len(wanted & found) / len(wanted) if wanted else 0.0


def _number_fit(terms: QuestionTerms, text: str) -> int:
    if not terms.asks_number:
        return 0
    return 1 if _DIGIT.search(text) else -1


def _is_heading(passage: Passage, number: int) -> bool:
    """Whether a sentence of `passage` is short lines above others, and not a list or a table."""
    if number + 1 == len(passage.sentences):
        return False
    span = passage.sentences[number]
    lines = logical_lines(passage.document.text[span.start : span.end])
    return not any(
        line.prose or line.ends_sentence or line.item or line.row for line in lines
    ) and not is_signature(passage, span)
