"""Follow-up questions: "and in Africa?" as the question that it stands for, without a model.

A question that leans on the conversation gets what it leans on from the exchange before it: a name
in the place of a pronoun, the frame of the last question around a fragment, or the subject in
brackets. A question that stands on its own is left as it was typed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.focus import Phrase, Rarity, first_sentence, names_in, phrases_in
from qa.leaning import PERSONS, POSSESSIVES, Leaning, leaning_of


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
    question: str, earlier: Sequence[Exchange], rarity: Rarity | None = None
) -> Understood:
    """The question that `question` stands for after the exchanges `earlier`, oldest first.

    >>> asked = Exchange("Who signed the letter to Japan?", "Dai Houliang signed the letter.")
    >>> understand("When did he sign it?", [asked]).text
    'When did Dai Houliang sign it?'
    >>> understand("Who painted the Mona Lisa?", [asked]).text
    'Who painted the Mona Lisa?'
    """
    if not earlier or not question.strip():
        return Understood(question, question)
    last = earlier[-1]
    leaning = leaning_of(question)
    if leaning is None:
        return Understood(question, question)
    subject = [phrase for phrase in _subject(last, rarity) if not _stands_in(phrase, question)]
    if leaning.pronoun is not None:
        if leaning.pronoun.text.lower() in PERSONS:
            subject = [*_persons(last), *subject]
        if subject and subject[0].name:
            return _in_place_of(question, leaning, subject[0].text)
    return _in_brackets(question, [phrase.text for phrase in subject[:MOST_PHRASES]])


def _persons(exchange: Exchange) -> list[Phrase]:
    """Names that may be a person's, the likeliest first."""
    asked = names_in(exchange.question)
    known = exchange.question.lower()
    new = [name for name in names_in(exchange.answer) if name.text.lower() not in known]
    asks_who = re.match(r"\W*who", exchange.question, re.IGNORECASE) is not None
    ordered = [*new, *asked] if asks_who else [*asked, *new]
    return [name for name in ordered if len(name.words) > 1]


MOST_PHRASES = 3


def _subject(exchange: Exchange, rarity: Rarity | None) -> list[Phrase]:
    """What the exchange was about, first what matters most."""
    phrases = list(phrases_in(exchange.question))
    names = [phrase for phrase in phrases if phrase.name]
    others = [phrase for phrase in phrases if not phrase.name]
    if not names:
        names = list(names_in(first_sentence(exchange.answer)))[:1]
    if rarity is not None:
        others.sort(key=lambda phrase: -max(rarity(word) for word in phrase.words))
    return [*names, *others]


def _stands_in(phrase: Phrase, question: str) -> bool:
    lower = question.lower()
    return all(word in lower for word in phrase.words)


def _in_place_of(question: str, leaning: Leaning, name: str) -> Understood:
    """The question with `name` where its pronoun stands."""
    pronoun = leaning.pronoun
    assert pronoun is not None
    possessive = pronoun.text.lower() in POSSESSIVES and not (
        pronoun.text.lower() == "her" and question[pronoun.end :].strip(" ?.!") == ""
    )
    text = question[: pronoun.start] + name + "'s" * possessive + question[pronoun.end :]
    return Understood(question, text, (name,))


def _in_brackets(question: str, phrases: Sequence[str]) -> Understood:
    """The question with what it is about in brackets before its question mark."""
    if not phrases:
        return Understood(question, question)
    bare = question.rstrip()
    body = bare.rstrip("?!. ")
    end = bare[len(body) :].strip() or "?"
    return Understood(question, f"{body} ({', '.join(phrases)}){end}", tuple(phrases))
