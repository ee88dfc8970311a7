"""Asking: from a sentence to a question that it answers, by rules of English and a seed.

No model is asked. A stretch of the sentence is taken as the answer, its kind gives the question
word, an auxiliary verb goes before its subject, and some of the other words are left out, so that
the question is not a copy. Where the rules find nothing, or the sentence is not English, the
question is made of the sentence's own key terms.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from qa.answer_spans import Found, found_answers
from qa.question_words import Word, is_content, words_in

# Of the content words that remain when the answer is out, so many are left out again. With it the
# questions have about as many content words, 5, as people's on covidqa-dev (measured by `python -m
# training.check_silver`); with none the question is a copy that any search finds.
_SHARE_LEFT_OUT = 0.4
_LEAST_CONTENT = 3
# A clause of fewer words takes the next one in, one of more is cut: people ask short questions.
_SHORTEST_CLAUSE, _LONGEST_CLAUSE = 8, 18
_LATEST_AUXILIARY = 10
_KEY_TERMS = 6
# Scripts that put no spaces between words: Thai, Japanese, Chinese.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")

_AUXILIARIES = frozenset(
    "is are was were has have had can could will would may might must should did does do".split()
)
_OPENERS = frozenset("and but or so yet which that who while whereas although though".split())
_DETERMINERS = frozenset("a an the its their his her our this these those such both".split())
# Prepositions: a phrase begins with one, and can be left out.
_PARTING = frozenset(
    "of in on at by for from with into onto over under between among during through against about"
    " after before per via within without".split()
)
_DANGLING = _DETERMINERS | _PARTING | frozenset("to and or but as than that which who".split())


class Kind(StrEnum):
    """What a question asks for; `TERMS` names the sentence's key terms and leaves it open."""

    NUMBER = "number"
    DATE = "date"
    PLACE = "place"
    NAME = "name"
    REASON = "reason"
    SUBJECT = "subject"
    TERMS = "terms"


@dataclass(frozen=True, slots=True)
class Wording:
    """A question, what it asks for, and the stretch of the sentence that answers it."""

    text: str
    kind: Kind
    answer: str


def word_question(
    sentence: str, random: np.random.Generator, *, english: bool = True
) -> Wording | None:
    """A question that `sentence` answers, or None where the rules give none worth asking.

    The answer is never part of the question, and at least one content word beside it is left out.

    >>> word_question(
    ...     "The old harbour of Lisbon was rebuilt in 1903 by the engineer Ana Ribeiro.",
    ...     np.random.default_rng(1),
    ... )
    Wording(text='When was the harbour rebuilt by the Ana Ribeiro?', \
kind=<Kind.DATE: 'date'>, answer='1903')
    """
    if not english:
        return _key_terms(sentence, random)
    words = words_in(sentence)
    if not words:
        return None
    answers = found_answers(words)
    for at in random.permutation(len(answers)):
        worded = _checked(_ask_for(sentence, words, answers[at], random))
        if worded is not None:
            return worded
    return _checked(_ask_for_the_end(sentence, words, random))


def _ask_for(
    sentence: str, words: Sequence[Word], found: Found, random: np.random.Generator
) -> Wording | None:
    """The question for one answer: its clause without it, behind the question words."""
    start, end = _clause(words, found.first, found.last)
    end = min(end, found.clause_last or end)
    main = _end_of_opening(words, start, end)
    if main > start and found.gap_first > 0 and words[found.gap_first - 1].pause:
        main = max(main, found.gap_first)
    opening = [words[at] for at in range(start, main) if not found.leaves_out(at)]
    before = [words[at] for at in range(main, min(found.gap_first, end))]
    after = [words[at] for at in range(max(found.gap_last, main), end)]
    kept = _fewer([*before, *after, *opening], random)
    if kept is None:
        return None
    # Where the answer is the subject, the words behind it stand as they are.
    subject = not before and found.asks[0] not in {"when", "where", "why"}
    ordered = _texts(kept) if subject else _inverted(kept)
    return Wording(
        _sentence([*found.asks, *ordered]),
        Kind(found.kind),
        sentence[words[found.first].start : words[found.last - 1].end],
    )


def _ask_for_the_end(
    sentence: str, words: Sequence[Word], random: np.random.Generator
) -> Wording | None:
    """The question that a sentence's last words answer, asked with the words before them."""
    start, end = _clause(words, 0, 1)
    main = _end_of_opening(words, start, end)
    cuts = [at for at in range((main + end + 1) // 2, end) if words[at].text.lower() in _PARTING]
    if not cuts:
        return None
    kept = _fewer([*words[main : cuts[-1]], *words[start:main]], random)
    if kept is None:
        return None
    inverted = _inverted(kept)
    if inverted == _texts(kept):
        return None
    answer = sentence[words[cuts[-1]].start : words[end - 1].end]
    return Wording(_sentence(["what", *inverted]), Kind.TERMS, answer)


def _key_terms(sentence: str, random: np.random.Generator) -> Wording | None:
    """Some of the sentence's words in their order, for languages whose rules are not known here."""
    terms = list(dict.fromkeys(re.findall(r"[^\W_]{4,}", sentence)))
    if _UNSPACED.search(sentence):
        # Pieces of a few signs stand for words, of which not all are taken.
        terms = list(dict.fromkeys(re.findall(r"[^\W_]{2,4}", sentence)))
    count = min(_KEY_TERMS, round((1 - _SHARE_LEFT_OUT) * len(terms)), len(terms) - 1)
    if count < _LEAST_CONTENT:
        return None
    taken = sorted(random.choice(len(terms), count, replace=False))
    return Wording(" ".join(terms[at] for at in taken) + "?", Kind.TERMS, sentence)


def _clause(words: Sequence[Word], first: int, last: int) -> tuple[int, int]:
    """The stretch between pauses around the words `first` to `last`, not too short or long."""
    start, end = first, last
    while start > 0 and not words[start - 1].pause:
        start -= 1
    while end < len(words) and not words[end - 1].pause:
        end += 1
    while end - start < _SHORTEST_CLAUSE and end < len(words):
        end += 1
        while end < len(words) and not words[end - 1].pause:
            end += 1
    while end - start < _SHORTEST_CLAUSE and start > 0:
        start -= 1
        while start > 0 and not words[start - 1].pause:
            start -= 1
    start = max(start, last - _LONGEST_CLAUSE) if first - start > _LONGEST_CLAUSE else start
    return start, min(end, max(last, start + _LONGEST_CLAUSE))


def _end_of_opening(words: Sequence[Word], start: int, end: int) -> int:
    """Where the main clause begins: "In 1903, | the harbour was ...", "and | the harbour ..."."""
    while start < end - 1 and (words[start].text.lower() in _OPENERS or words[start].pause):
        start += 1
    if start < end and words[start].text.lower() in _PARTING:
        for at in range(start, end - _LEAST_CONTENT):
            if words[at].pause:
                return at + 1
    return start


def _fewer(words: Sequence[Word], random: np.random.Generator) -> list[Word] | None:
    """`words` without a share of the content words, and without what hung on them.

    What goes is a phrase behind a preposition or a word before the one that it describes; where
    there is neither, any word. None where too few would be left.
    """
    content = {at for at, word in enumerate(words) if is_content(word.text)}
    count = min(max(1, round(_SHARE_LEFT_OUT * len(content))), len(content) - _LEAST_CONTENT)
    if count < 1:
        return None
    phrases = _phrases(words)
    others = [frozenset([at]) for at in sorted(content)]
    left_out: frozenset[int] = frozenset()
    for among in (phrases, others):
        for at in random.permutation(len(among)):
            together = left_out | among[at]
            if len(left_out & content) < count and len(together & content) <= count:
                left_out = together
    return _without_dangling([word for at, word in enumerate(words) if at not in left_out])


def _phrases(words: Sequence[Word]) -> list[frozenset[int]]:
    """The positions of what may go without harm to the rest."""
    phrases: list[frozenset[int]] = []
    for at, word in enumerate(words[:-1]):
        following = words[at + 1]
        if at and word.text.lower() in _PARTING:
            end = at + 1
            while end < len(words) and words[end].text.lower() in _DETERMINERS:
                end += 1
            while end < len(words) and is_content(words[end].text):
                end += 1
                if words[end - 1].pause:
                    break
            phrases.append(frozenset(range(at, end)))
        elif is_content(word.text) and is_content(following.text) and not word.capitalised:
            phrases.append(frozenset([at]))
    return phrases


def _without_dangling(words: Sequence[Word]) -> list[Word]:
    """`words` without small ones that lead to nothing: "the of", "and" at the end."""
    tidy: list[Word] = []
    for word in reversed(words):
        text = word.text.lower()
        following = tidy[-1].text.lower() if tidy else ""
        leads = is_content(following) or (following in _DETERMINERS and text not in _DETERMINERS)
        if text in _DANGLING and not leads and not (text in _OPENERS and following):
            continue
        tidy.append(word)
    tidy.reverse()
    return tidy


def _inverted(words: Sequence[Word]) -> list[str]:
    """The words with the first auxiliary verb before its subject, where there is one."""
    texts = _texts(words)
    for at, word in enumerate(words[:_LATEST_AUXILIARY]):
        if word.text.lower() in _OPENERS and at:
            break
        if word.text.lower() in _AUXILIARIES:
            return [word.text.lower(), *texts[:at], *texts[at + 1 :]]
    return texts


def _texts(words: Sequence[Word]) -> list[str]:
    """The words as they would stand within a sentence: "Viral load" begins with a small letter."""
    texts = [word.text for word in words]
    for at, word in enumerate(words):
        named = at + 1 < len(words) and words[at + 1].capitalised
        common = not is_content(word.text) or (word.text[1:].islower() and not named)
        if word.start == 0 and common:
            texts[at] = word.text.lower()
    return texts


def _sentence(texts: Sequence[str]) -> str:
    text = " ".join(texts)
    return text[:1].upper() + text[1:] + "?"


def _checked(worded: Wording | None) -> Wording | None:
    """The wording, unless its answer stands in its question."""
    if worded is None or not worded.answer.strip():
        return None
    plain = " ".join(worded.answer.split()).casefold()
    return None if plain in worded.text.casefold() else worded
