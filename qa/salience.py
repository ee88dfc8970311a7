"""Salience: which of the names of a conversation it is about now."""

import re
from collections.abc import Sequence

from qa.focus import Phrase, first_sentence, names_in, opening_name
from qa.places import is_place

# What a mention counts: in a question, in an answer's first sentence, and as the answer to "who".
# An exchange counts so much less than the one after it. Ours.
_ASKED, _TOLD, _ANSWER = 1.0, 0.4, 1.5
_FADING = 0.6
_ASKS_WHO = re.compile(r"\W*(?:who|whom|whose|(?:what|which)\s+person)\b", re.IGNORECASE)
_ASKS_ABOUT_SOMEBODY = re.compile(r"\W*(?:who|whom)(?:\s+(?:is|was)|'s)\s+(?=[A-Z])", re.IGNORECASE)
# Words in the names of offices, works and organisations: such a name is no person's.
_NO_PERSON = frozenset(
    "academy act senator mr mrs ms dr prof agency album army article association award awards"
    " band bank battle board book bureau center centre chairman championship championships"
    " church city civil club college commission committee company conference corporation council"
    " country county court cup department director emergency festival foundation general"
    " government group health high hospital house information institute international island"
    " islands journal laboratory league letter library minister ministry museum national new"
    " newsletter north office olympic olympics order organisation organization park party plan"
    " platform president press prize professor province railroad records red republic research"
    " river road royal school science secretary senate service show society song south state"
    " states street studio studios system team theatre time times tour trail union university"
    " vice war west world year american british english french german chinese european of and"
    " the for in".split()
)
_LONGEST_PERSON = 4
_BEHIND_PLACING = re.compile(r"\b(?:in|at|on|into|near|the)\s+$", re.IGNORECASE)


def salient_names(exchanges: Sequence[tuple[str, str]]) -> tuple[Phrase, ...]:
    """The names in `exchanges`, pairs of question and answer, oldest first; most salient first.

    >>> [name.text for name in salient_names([("Who signed it for Oslo?", "Ana Ribeiro did.")])]
    ['Ana Ribeiro', 'Oslo']
    """
    scores: dict[str, float] = {}
    names: dict[str, Phrase] = {}
    weight = 1.0
    for question, answer in reversed(exchanges):
        for name, mentions in _mentions(question, answer):
            key = _same_name(name, names)
            names.setdefault(key, name)
            if len(name.words) > len(names[key].words):
                names[key] = name
            scores[key] = scores.get(key, 0.0) + weight * mentions
        weight *= _FADING
    order = sorted(names, key=lambda key: -scores[key])
    return tuple(names[key] for key in order)


def salient_person(exchanges: Sequence[tuple[str, str]]) -> Phrase | None:
    """The person that the conversation is about now; None where no name may be a person's.

    >>> salient_person([("Who signed it in Oslo?", "Ana Ribeiro signed it.")]).text
    'Ana Ribeiro'
    """
    placed = [name for one in exchanges for text in one for name in _placed(text)]
    for name in salient_names(exchanges):
        if may_be_person(name) and name.text not in placed:
            return name
    for _, answer in reversed(exchanges):
        opening = opening_name(answer)
        if opening is not None and may_be_person(opening):
            return opening
    return None


def _placed(text: str) -> list[str]:
    """The names in `text` that stand like a place or a thing: "in Oslo", "the Prado"."""
    names = names_in(text)
    return [name.text for name in names if _BEHIND_PLACING.search(text[: name.start])]


def may_be_person(name: Phrase) -> bool:
    """Whether a name may be a person's: few words, none of an office, a work or a place."""
    words = name.words
    return (
        len(words) <= _LONGEST_PERSON
        and not _NO_PERSON.intersection(words)
        and not is_place(words)
        and not name.text.isupper()
        and not any(sign.isdigit() for sign in name.text)
    )


def _mentions(question: str, answer: str) -> list[tuple[Phrase, float]]:
    told = first_sentence(answer)
    asked = names_in(question)
    known = {word for name in asked for word in name.words}
    wanted = _ASKS_WHO.match(question) and not _ASKS_ABOUT_SOMEBODY.match(question)
    mentions = [(name, _ASKED) for name in asked]
    for name in names_in(told):
        new = wanted and not known.intersection(name.words) and may_be_person(name)
        mentions.append((name, _ANSWER if new else _TOLD))
        wanted = wanted and not new
    return mentions


def _same_name(name: Phrase, names: dict[str, Phrase]) -> str:
    """The key of the name that `name` is a part of, or that is a part of it; else its own."""
    own = name.text.lower()
    if own in names:
        return own
    words = set(name.words)
    for key, other in names.items():
        theirs = set(other.words)
        if may_be_person(name) and may_be_person(other) and (words <= theirs or theirs <= words):
            return key
    return own
