"""A conversation: questions that may lean on the ones before them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.lexical import words_of
from qa.answer import Answer, answer_as_json
from qa.follow_up import Exchange, Understood, understand

if TYPE_CHECKING:
    from qa.assistant import Assistant


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """A question as it was understood, and the answer to it."""

    understood: Understood
    answer: Answer

    @property
    def exchange(self) -> Exchange:
        """What later questions may lean on."""
        sources = dict.fromkeys(citation.source for citation in self.answer.citations)
        return Exchange(self.understood.text, self.answer.text, tuple(sources))


def turn_as_json(turn: Turn) -> dict[str, object]:
    """The turn in the form that `qa chat --json` prints: the answer's, and how it was understood.

    `question` is what was asked of the documents, `asked` what was typed.
    """
    understood = turn.understood
    return {
        "asked": understood.asked,
        "carried": list(understood.carried),
        **answer_as_json(turn.answer),
    }


class Conversation:
    """Asks one question after the other. For one person; each conversation is one thread's."""

    def __init__(self, assistant: "Assistant", earlier: Sequence[Exchange] = ()) -> None:
        """Ask `assistant`; `earlier` are the exchanges that went before, oldest first."""
        self._assistant = assistant
        self._exchanges = list(earlier)
        self._turns: list[Turn] = []

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What was asked and answered here, oldest first."""
        return tuple(self._turns)

    def ask(
        self,
        question: str,
        k: int = 5,
        sources: Sequence[str] | None = None,
        *,
        as_typed: bool = False,
    ) -> Turn:
        """Answer `question` as it is understood after the turns before it, or just `as_typed`.

        A question that cannot be asked is no turn. Raises: as `Assistant.ask`.
        """
        understood = Understood(question, question) if as_typed else self.understand(question)
        turn = Turn(understood, self._assistant.ask(understood.text, k, sources))
        self._turns.append(turn)
        self._exchanges.append(turn.exchange)
        return turn

    def understand(self, question: str) -> Understood:
        """What `question` would be understood as now; it is not asked."""
        understood = Understood(question, question)
        if isinstance(question, str):
            understood = understand(question, self._exchanges, self.rarity)
        return understood

    def rarity(self, word: str) -> float:
        """How rare a word is in the documents, from 0 to 1 for one that one passage holds."""
        words = self._assistant.snapshot.caches.words
        rarest = max((words.rarity(stem) for stem in words_of(word)), default=0.0)
        return min(1.0, rarest / max(words.rarity_of_one(), 1e-9))
