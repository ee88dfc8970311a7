"""Example questions: a few that the documents themselves suggest, and answer."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.passage import Passage
from qa.assistant import Assistant
from qa.focus import names_in
from qa.question_words import FUNCTION_WORDS, is_content
from qa.silver import is_informative

if TYPE_CHECKING:
    from index.snapshot import Snapshot

# Ours: enough to choose from, and a few seconds of work in a large folder.
_DOCUMENTS, _PASSAGES_OF_EACH, _TRIED = 12, 40, 4
_FEWEST_WORDS, _MOST_WORDS = 2, 6
_PLAIN = re.compile(r"[^\W\d_]+(?:[\s'’-]+[^\W\d_]+)*")
_SEED = 7

# Verbs whose past is their participle, so that "was built by" asks "Who built". Ours.
_VERBS = (
    "adopted appointed approved built closed commissioned completed created designed discovered"
    " established extended financed founded introduced invented launched led measured opened"
    " painted planned proposed published rebuilt renamed repaired restored signed translated"
).replace(" ", "|")
_SUBJECT = r"(?P<subject>(?:The )?[^\W\d_][\w'’-]*(?: [\w'’-]+){0,6}?)"
_MONTHS = (
    "January February March April May June July August September October November December"
).replace(" ", "|")
_DATE = rf"(?:in|on) (?:(?:\d{{1,2}} )?(?:{_MONTHS}) )?(?:\d{{1,2}}, )?\d{{4}}\b"
_WHEN = re.compile(
    rf"{_SUBJECT} (?P<was>was|were) (?P<verb>{_VERBS}|born|elected|fought|held|printed|written)"
    rf"(?: [\w'’-]+){{0,4}}? {_DATE}"
)
_WHO = re.compile(
    rf"{_SUBJECT} (?:was|were) (?P<verb>{_VERBS})(?: [\w'’-]+){{0,4}}? by [\w ]*[A-Z]"
)
_WHAT = re.compile(r"(?P<subject>The [A-Z][\w'’-]*(?: [\w'’-]+){0,5}?) is (?:an?|the) [a-z]")
# Verbs that need nobody else, and what they are behind "did".
_BEGUN = {"opened": "open", "closed": "close", "died": "die", "began": "begin", "ended": "end"}
_DID = re.compile(rf"{_SUBJECT} (?P<verb>{'|'.join(_BEGUN)})(?: [\w'’-]+){{0,3}}? {_DATE}")
_OF_SUBJECTS = frozenset(("of", "the", "for", "de", "von", "van"))

# What says who somebody is: "was Amalie Brandt, a judge", "Amalie Brandt, who".
_PRESENTED = re.compile(r", (?:an?|the|our|its|their|who)\b")
_PERSON = re.compile(r"(?:Mrs?|Ms|Miss|Dr|Prof|Professor|Judge|Councillor|Captain|Sir|Father)\.? ")
# Who made a document is not what it is about.
_BYLINE = re.compile(r"(?:Issued|Written|Published|Printed|Compiled|Prepared|Edited|From)\b")

# What stands before a whole name: a small word, after a comma or not. No word that describes it
# ("the old Tarn Edge Hut"), and no part of a longer name ("People's", "Industry and").
_BEFORE = re.compile(r"(?:^|[\s(])(?P<word>[a-z]+)(?P<pause>,?) $")
_DESCRIBED = re.compile(
    r"\b(?:an?|the|this|that|its|their|our|my|his|her|your|each|every)(?: [a-z-]+){1,2} $"
)
_POSSESSED = frozenset("a an this that its their our my his her your each every".split())
_BEGINS_BEFORE = re.compile(r"[A-Z][\w'’-]* (?:and|&|of|for|and the|of the|for the) $")
# A name goes on behind these where another capital follows: "Center for Infection and Immunity".
_GOES_ON = re.compile(r"\s(?:and|&|of|for|de|in the|of the|for the)\s+[A-Z]")
_NEXT_WORD = re.compile(r"\s([\w'’-]+)")
_VERBS_BEHIND = frozenset(
    "met said says told kept came went made took gave wrote held knew built led ran won lost began"
    " became grew stood stands lies sits holds belongs takes gives makes runs keeps meets".split()
)
# An office is not who holds it, and a day is not what is said about it.
_NO_TOPIC = re.compile(
    r"(?:[\w-]+ )?(?:President|Minister|Director|Secretary|Governor|Mayor|Head|Session|Member)"
    r"(?: General$| of )|.* (?:Day|Year|Eve|Week)$"
)
# Names of these ask for their article.
_INSTITUTION = re.compile(
    r".*\b(?:of|Agency|Association|Assembly|Bank|Bloc|Board|Commission|Committee|Company|Council"
    r"|Court|Foundation|Hotel|Hut|Institute|Ministry|Museum|Office|Organization|Party|Society"
    r"|Trust|Union)\b"
)


@dataclass(frozen=True, slots=True)
class _Example:
    """A question, what it is about, and the sentence that suggested it.

    A question of `fact` has that sentence for its answer.
    """

    question: str
    about: str
    sentence: str
    fact: bool


def example_questions(assistant: Assistant, number: int = 4) -> tuple[str, ...]:
    """Up to `number` questions that the documents answer, each of another document.

    Of a document, one that asks for a fact comes first, then one about a name that stands in few
    documents; the assistant answers them from there. They are the same for the same index.
    """
    by_source = _suggested(assistant.snapshot)
    held_by = Counter(about for own in by_source.values() for about in {one.about for one in own})
    good: dict[str, str] = {}
    for source, own in by_source.items():
        if len(good) == number:
            break
        asked = " ".join(good.values())
        for one in _best_first(own, held_by):
            if one.about not in asked and _answers(assistant, one, source):
                good[source] = one.question
                break
    return tuple(good.values())


def _best_first(own: Sequence[_Example], held_by: Counter[str]) -> list[_Example]:
    """The few examples of a document that are tried, each question once."""
    often = Counter(one.about for one in own)
    unique = {(one.about, one.fact, one.question[:4]): one for one in reversed(own)}
    ranked = sorted(
        unique.values(),
        key=lambda one: (not one.fact, held_by[one.about], -often[one.about], one.question),
    )
    return ranked[:_TRIED]


def _answers(assistant: Assistant, example: _Example, source: str) -> bool:
    """Whether the assistant answers it from its document, and with what it was made of."""
    answer = assistant.ask(example.question)
    if not answer.found or answer.citations[0].source != source or _BYLINE.match(answer.text):
        return False
    return (example.sentence in answer.text) if example.fact else (example.about in answer.text)


def _suggested(snapshot: "Snapshot") -> dict[str, list[_Example]]:
    """What some documents suggest, which are chosen by chance."""
    files = snapshot.files()
    order = np.random.default_rng(_SEED).permutation(len(files))[:_DOCUMENTS]
    suggested: dict[str, list[_Example]] = {}
    for at in order:
        source = files[at].source
        ids = snapshot.passage_ids([source])[:_PASSAGES_OF_EACH]
        passages = [snapshot.passage(row) for row in snapshot.rows(ids)]
        suggested[source] = [one for passage in passages for one in _examples(passage)]
    return suggested


def _examples(passage: Passage) -> Iterator[_Example]:
    """The examples that the sentences of a passage suggest: those that stand by themselves."""
    for span in passage.sentences:
        sentence = passage.document.text[span.start : span.end]
        if is_informative(passage, span) and not _BYLINE.match(sentence):
            yield from _facts(" ".join(sentence.split()), sentence)
            yield from _names(sentence)


def _facts(plain: str, sentence: str) -> Iterator[_Example]:
    """The question that the opening of a sentence answers.

    >>> [one.question for one in _facts(*["The Old Mill was built in 1903 by Ada Lund."] * 2)]
    ['When was the Old Mill built?', 'Who built the Old Mill?']
    """
    for pattern, form in (
        (_WHEN, "When {was} {subject} {verb}?"),
        (_DID, "When did {subject} {base}?"),
        (_WHO, "Who {verb} {subject}?"),
        (_WHAT, "What is {subject}?"),
    ):
        match = pattern.match(plain)
        if match and _is_named(match["subject"]):
            parts = match.groupdict()
            subject = re.sub("^The ", "the ", parts["subject"])
            base = _BEGUN.get(parts.get("verb", ""), "")
            question = form.format(**parts | {"subject": subject, "base": base})
            yield _Example(question, subject.removeprefix("the "), sentence, fact=True)


def _is_named(subject: str) -> bool:
    """Whether a subject is one name, with or without an article: it can be asked about alone."""
    words = subject.removeprefix("The ").split()
    inner = [word for word in words if word not in _OF_SUBJECTS]
    capitals = all(word[0].isupper() and not word.isupper() for word in inner)
    alone = subject.startswith("The ") and len(words) == 1  # "The Commission", of several
    return bool(inner) and capitals and is_content(words[0]) and words[-1] in inner and not alone


def _names(sentence: str) -> Iterator[_Example]:
    """The questions about the names in a sentence that are whole: nothing of them is left out."""
    for name in names_in(sentence):
        before = re.sub(r"\s+", " ", f" {sentence[: name.start]}").replace(" The ", " the ")
        behind = sentence[name.end :]
        with_article = before.endswith(" the ")
        if not (_is_topic(name.text, with_article=with_article) and _is_whole(before, behind)):
            continue
        if _PERSON.match(name.text) and _PRESENTED.match(behind):
            question = f"Who is {name.text}?"
        else:
            question = f"What is said about {'the ' if with_article else ''}{name.text}?"
        yield _Example(question, name.text, sentence, fact=False)


def _is_topic(name: str, *, with_article: bool) -> bool:
    """Whether a name has several words, and is one that something may be said about."""
    words = name.split()
    if not (_PLAIN.fullmatch(name) and _FEWEST_WORDS <= len(words) <= _MOST_WORDS):
        return False
    if "\n" in name or name.isupper() or " for the " in name or len(words[-1]) == 1:
        return False
    return not _NO_TOPIC.match(name) and (with_article or not _INSTITUTION.match(name))


def _is_whole(before: str, behind: str) -> bool:
    """Whether a name is told from what stands around it in its sentence."""
    opens = _BEFORE.search(before)
    if opens is None or opens["word"] in _POSSESSED or _BEGINS_BEFORE.search(before):
        return False
    if (not opens["pause"] and _DESCRIBED.search(before)) or _GOES_ON.match(behind):
        return False
    following = _NEXT_WORD.match(behind)
    if following is None:
        return behind[:1] not in {"'", "’", "-"}  # "St John's wort"
    word = following[1]
    return word in FUNCTION_WORDS or word in _VERBS_BEHIND or word.endswith("ed")
