"""Probes: what the index is not to hold, so that a question about it has no answer there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

import numpy as np

from corpus.document import Document
from corpus.passage import Passage, Span
from qa.repetition import PassageWords, content_stems
from qa.silver import Group, SilverQuestion

TOPICS_FILE = "other_topics.txt"
# With fewer documents one of them may be all that the folder says about a subject; then single
# passages are held out. Ours.
_DOCUMENTS_TO_SPARE = 10
# Ours: enough for a quarter as many probes as questions, and little taken from the folder.
_SHARE_HELD_OUT = 0.1
# A general question of which one passage holds this share of the words may well be answered there.
_ON_TOPIC = 0.5


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What stays out of the index: spans of `Document.text` by source, and if they are whole."""

    spans: Mapping[str, tuple[Span, ...]]
    whole_documents: bool

    def holds(self, passage: Passage) -> bool:
        """Whether `passage` lies in what is held out."""
        return any(
            span.start <= passage.start and passage.end <= span.end
            for span in self.spans.get(passage.document.source, ())
        )


def hold_out(passages: Sequence[Passage], seed: int) -> HeldOut:
    """Choose a tenth of the documents, or of the passages where there are few documents."""
    random = np.random.default_rng([seed, 1])
    documents = {passage.document.source: passage.document for passage in passages}
    if len(documents) >= _DOCUMENTS_TO_SPARE:
        sources = sorted(documents)
        chosen = random.choice(len(sources), round(_SHARE_HELD_OUT * len(sources)), replace=False)
        whole = {sources[at]: (Span(0, len(documents[sources[at]].text)),) for at in sorted(chosen)}
        return HeldOut(whole, whole_documents=True)
    spans: dict[str, list[Span]] = {}
    number = max(1, round(_SHARE_HELD_OUT * len(passages))) if len(passages) > 1 else 0
    for at in sorted(random.choice(len(passages), number, replace=False)):
        passage = passages[at]
        spans.setdefault(passage.document.source, []).append(Span(passage.start, passage.end))
    return HeldOut({source: tuple(own) for source, own in spans.items()}, whole_documents=False)


def without(document: Document, spans: Sequence[Span]) -> Document:
    r"""`document` with line breaks in the place of `spans`: all other offsets stay what they are.

    >>> without(Document("a.txt", "", "", None, "One. Two."), [Span(5, 9)]).text
    'One. \n\n\n\n'
    """
    text = document.text
    for span in spans:
        text = text[: span.start] + "\n" * len(span) + text[span.end :]
    return replace(document, text=text)


def other_topics(indexed: PassageWords) -> tuple[SilverQuestion, ...]:
    """General questions of many subjects, without those that a passage may well answer."""
    text = files("qa").joinpath(TOPICS_FILE).read_text(encoding="utf-8")
    questions = [line.strip() for line in text.splitlines() if line.strip()]
    return tuple(
        SilverQuestion(f"o{number}", question, Group.OTHER_TOPIC, "other topic")
        for number, question in enumerate(questions, start=1)
        if indexed.most_held(content_stems(question)) < _ON_TOPIC
    )
