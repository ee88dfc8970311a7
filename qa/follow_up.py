"""Follow-up questions: "and in Africa?" as the question that it stands for, without a model.

A question that leans on the conversation gets what it leans on from the exchange before it: the
frame of the last question around a fragment, a person's name in the place of "he", or the subject
in brackets. A question that stands on its own is left as it was typed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa.focus import Phrase, Rarity, phrases_in
from qa.frames import framed
from qa.leaning import PERSONS, POSSESSIVES, leaning_of
from qa.question_words import Word, words_in
from qa.salience import salient_names, salient_person

# So many names and phrases are carried over in brackets, so many names among them. Chosen on one
# half of our follow-ups, MTRAG's and CANARD's: with two names Recall@5 on MTRAG was 0.017 lower,
# with three or more phrases nothing was found better, and fewer of them were what people add.
_MOST_PHRASES = 2
_MOST_NAMES = 1
# A subject is looked for in so many exchanges, from the last one back.
_EXCHANGES = 5


@dataclass(frozen=True, slots=True)
class Exchange:
    """One earlier turn of a conversation.

    `question` as it was understood, the text of the `answer` ("" for a refusal), and the `sources`
    that it cited.
    """

    question: str
    answer: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it was `asked`, and the `text` to ask of the documents.

    `carried` are the words that were added from the conversation; where there are none, `text` is
    `asked`.
    """

    asked: str
    text: str
    carried: tuple[str, ...] = ()


def understand(
    question: str, earlier: Sequence[Exchange], rarity: Rarity = lambda _: 0.0
) -> Understood:
    """The question that `question` stands for after the exchanges `earlier`, oldest first.

    `rarity` says how rare a word is in the documents, from 0 to 1.

    >>> asked = Exchange("Who signed the letter to Japan?", "Dai Houliang signed the letter.")
    >>> understand("When did he sign it?", [asked]).text
    'When did Dai Houliang sign it?'
    >>> understand("Who painted the Mona Lisa?", [asked]).text
    'Who painted the Mona Lisa?'
    """
    alone = Understood(question, question)
    if not earlier:
        return alone
    last = earlier[-1]
    leaning = leaning_of(question, _content(last), rarity)
    if leaning is None:
        return alone
    if leaning.rest:
        text = framed(question, leaning.rest, last.question)
        carried = _carried(text, question, last.question) if text is not None else ()
        if text is not None and carried:
            return Understood(question, text, carried)
    recent = earlier[-_EXCHANGES:]
    names = list(salient_names([(one.question, "") for one in recent]))
    told = [(one.question, one.answer) for one in recent]
    if leaning.pronoun is not None and leaning.pronoun.text.lower() in PERSONS:
        person = salient_person(told)
        asked = {name.text for name in names}
        if person is not None and (len(person.words) > 1 or person.text in asked):
            return _in_place_of(question, leaning.pronoun, person.text)
        names = [person, *names] if person is not None else names
    phrases = _subject(recent, names or salient_names(told), question, rarity)
    return _in_brackets(question, phrases) if phrases else alone


def _content(exchange: Exchange) -> frozenset[str]:
    """The words of what an exchange was about."""
    found = (*phrases_in(exchange.question), *phrases_in(exchange.answer))
    return frozenset(word for phrase in found for word in phrase.words)


def _subject(
    recent: Sequence[Exchange], names: Sequence[Phrase], question: str, rarity: Rarity
) -> list[str]:
    """What the exchanges were about and `question` does not say, first what matters most."""
    for exchange in reversed(recent):
        others = sorted(
            (phrase for phrase in phrases_in(exchange.question) if not phrase.name),
            key=lambda phrase: -max(map(rarity, phrase.words), default=0.0),
        )
        found = _not_in(question, (*names[:_MOST_NAMES], *others))
        if found:
            return found[:_MOST_PHRASES]
    return []


def _not_in(text: str, phrases: Iterable[Phrase]) -> list[str]:
    """The phrases, each once, of which not every word stands in `text`."""
    known = {_bare(word) for word in words_in(text)}
    kept = [phrase.text for phrase in phrases if not known.issuperset(phrase.words)]
    return list({text.lower(): text for text in kept}.values())


def _bare(word: Word) -> str:
    return word.text.lower().removesuffix("'s").removesuffix("’s")


def _carried(text: str, question: str, earlier: str) -> tuple[str, ...]:
    """The phrases of `earlier` that stand in `text` and not in `question`."""
    return tuple(_not_in(question, (one for one in phrases_in(earlier) if one.text in text)))


def _in_place_of(question: str, pronoun: Word, name: str) -> Understood:
    """The question with `name` where its pronoun stands."""
    behind = question[pronoun.end :]
    lower = pronoun.text.lower()
    possessive = lower in POSSESSIVES and (lower != "her" or behind.strip(" ?.!") != "")
    text = question[: pronoun.start] + name + "'s" * possessive + behind
    return Understood(question, text, (name,))


def _in_brackets(question: str, phrases: Sequence[str]) -> Understood:
    """The question with what it is about in brackets before its question mark."""
    body = question.rstrip().rstrip("?!.？。 ")
    sign = question.rstrip()[len(body) :].strip() or "?"
    return Understood(question, f"{body} ({', '.join(phrases)}){sign}", tuple(phrases))
