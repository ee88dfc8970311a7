"""Example questions: a few that the documents themselves suggest, and answer."""

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from qa.assistant import Assistant
from qa.focus import names_in

if TYPE_CHECKING:
    from index.snapshot import Snapshot

# Ours: enough to choose from, and a few seconds of work in a large folder.
_DOCUMENTS, _PASSAGES_OF_EACH, _NAMES_TRIED = 12, 40, 3
_FEWEST_WORDS, _MOST_WORDS = 2, 6
# An example whose answer is less sure than this does not invite to ask. Ours.
_LEAST_CONFIDENCE = 0.5
_PLAIN = re.compile(r"[^\W\d_]+(?:[\s'’-]+[^\W\d_]+)*")
_SEED = 7


def example_questions(assistant: Assistant, number: int = 4) -> tuple[str, ...]:
    """Up to `number` questions about names in the documents, each of another document.

    They are about what stands in few documents, and the assistant answers them from there; the same
    for the same index.
    """
    snapshot = assistant.snapshot
    by_source = _names(snapshot)
    held_by = Counter(name for names in by_source.values() for name in names)
    good: dict[str, str] = {}
    for source, names in by_source.items():
        own = sorted(names, key=lambda name: (held_by[name], -names[name], name))
        for name in own[:_NAMES_TRIED]:
            question = f"What is said about {name}?"
            if len(good) < number and source not in good and name not in str(good):
                answer = assistant.ask(question)
                cited = {one.source for one in answer.citations[:1]}
                if answer.confidence >= _LEAST_CONFIDENCE and source in cited:
                    good[source] = question
    return tuple(good.values())


def _names(snapshot: "Snapshot") -> dict[str, Counter[str]]:
    """How often names of several words stand in some documents, which are chosen by chance."""
    files = snapshot.files()
    order = np.random.default_rng(_SEED).permutation(len(files))[:_DOCUMENTS]
    found: dict[str, Counter[str]] = {}
    for at in order:
        source = files[at].source
        ids = snapshot.passage_ids([source])[:_PASSAGES_OF_EACH]
        text = "\n".join(snapshot.passage(row).text for row in snapshot.rows(ids))
        names = (one.text for sentence in text.splitlines() for one in names_in(sentence))
        found[source] = Counter(
            name
            for name in names
            if _PLAIN.fullmatch(name) and _FEWEST_WORDS <= len(name.split()) <= _MOST_WORDS
        )
    return found
