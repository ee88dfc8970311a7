"""Questions that a passage only seems to answer, made by rule from one that it does answer.

Each differs in one thing that matters: a name, a number, or a word for its opposite. That is how
the ones that people wrote for SQuAD 2.0 differ, too (Rajpurkar, Jia and Liang 2018, Know What You
Don't Know, table 1). Or the question stays, and the sentence with the answer is taken out.
"""

import random
import re
from collections.abc import Callable, Sequence

from corpus.passage import Span
from qa.opposites import OPPOSITES
from qa.pairs import Excerpt

# A name: words with a capital that stand together, not at the beginning of the question.
_NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w'-]+)(?: (?:of |the |de )?[A-Z][\w'-]+)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_WORD = re.compile(r"[A-Za-z']+")
_CONTRARY = {word: all_of[0] for word, all_of in OPPOSITES.items()}
_NEGATED = {
    "did": "didn't",
    "does": "doesn't",
    "do": "don't",
    "is": "isn't",
    "are": "aren't",
    "was": "wasn't",
    "were": "weren't",
    "can": "can't",
    "could": "couldn't",
    "has": "hasn't",
    "have": "haven't",
    "had": "hadn't",
    "would": "wouldn't",
    "will": "won't",
}


def changed_question(question: str, texts: Sequence[str], chance: random.Random) -> str | None:
    """`question` with one thing changed, by lot among what can be; None where nothing can.

    `texts` are passages about the same, the first of them the one that answers `question`: what
    is put in for a name or a number stands in one of them, in the first if it has any.

    >>> changed_question("who won the last race?", [""], random.Random(1))
    'who won the first race?'
    """
    ways: list[Callable[[], str | None]] = [
        lambda: _swapped(question, _NAME, texts, chance),
        lambda: _swapped(question, _NUMBER, texts, chance),
        lambda: _opposed(question, _CONTRARY, chance),
    ]
    chance.shuffle(ways)
    ways.append(lambda: _opposed(question, _NEGATED, chance))
    return next((changed for way in ways if (changed := way()) is not None), None)


def without_answer(excerpt: Excerpt, sentences: Sequence[Span], answer: Span) -> Excerpt | None:
    """`excerpt` without the sentences that `answer` stands in.

    None where nothing would be left, or the answer's words would still be there.
    """
    kept = [
        excerpt.text[span.start : span.end]
        for span in sentences
        if span.end <= answer.start or span.start >= answer.end
    ]
    text = " ".join(kept)
    if not kept or excerpt.text[answer.start : answer.end] in text:
        return None
    return Excerpt(excerpt.title, text, Span(0, len(kept[0])))


def _swapped(
    question: str, kind: re.Pattern[str], texts: Sequence[str], chance: random.Random
) -> str | None:
    """`question` with one of what `kind` finds in it replaced by another that stands in `texts`."""
    found = list(kind.finditer(question))
    if not found:
        return None
    one = chance.choice(found)
    for text in texts:
        others = {
            other
            for other in (match.group() for match in kind.finditer(text))
            if other not in question
            and one.group() not in other
            and f"{other} {one.group()}" not in text  # another part of the same name
            and f"{one.group()} {other}" not in text
        }
        if others:
            other = chance.choice(sorted(others))
            return question[: one.start()] + other + question[one.end() :]
    return None


def _opposed(question: str, words: dict[str, str], chance: random.Random) -> str | None:
    """`question` with one of `words` in it replaced by what stands for it there."""
    found = [word for word in _WORD.finditer(question) if word.group().lower() in words]
    if not found:
        return None
    one = chance.choice(found)
    return question[: one.start()] + words[one.group().lower()] + question[one.end() :]
