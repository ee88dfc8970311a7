"""A conversation with an assistant: each question understood after those before it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import UnknownSource
from index.lexical import LexicalIndex
from qa import Assistant
from qa.assistant import AssistantOptions
from qa.conversation import Turn, turn_as_json
from qa.errors import QuestionError
from qa.follow_up import Exchange
from tests.fakes import HashingEncoder, fill
from tests.qa.small_index import library_of

FILES = {
    "harbour.txt": "The harbour of Lisbon was rebuilt in 1903 by the engineer Ana Ribeiro.",
    "bridge.txt": "The harbour bridge of Porto was rebuilt in 1877 by the engineer Rui Costa.",
    "garden.txt": "The botanical garden keeps an oak that is four hundred years old.",
}
FIRST = "When was the harbour of Lisbon rebuilt?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    encoder = HashingEncoder()
    library = library_of(tmp_path_factory.mktemp("conversation"), FILES, encoder)
    return Assistant(library, encoder, AssistantOptions(minimum_confidence=0.0))


def test_a_follow_up_is_answered_from_what_it_stands_for(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask(FIRST)
    turn = conversation.ask("And of Porto?")
    assert turn.understood.text == "When was the harbour of Porto rebuilt?"
    assert turn.answer.question == turn.understood.text
    assert turn.answer.citations[0].source == "bridge.txt"


def test_a_question_may_be_asked_as_it_was_typed(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask(FIRST)
    turn = conversation.ask("And of Porto?", as_typed=True)
    assert (turn.understood.text, turn.understood.carried) == ("And of Porto?", ())
    assert turn.answer.question == "And of Porto?"


def test_the_turns_are_kept_in_their_order(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    turns = [conversation.ask(FIRST), conversation.ask("Who rebuilt it?")]
    assert list(conversation.turns) == turns
    assert turns[1].understood.text == "Who rebuilt it (Lisbon, harbour)?"


def test_a_conversation_goes_on_from_earlier_exchanges(assistant: Assistant) -> None:
    conversation = assistant.conversation([Exchange(FIRST, FILES["harbour.txt"])])
    assert conversation.ask("Who rebuilt it?").understood.carried == ("Lisbon", "harbour")
    assert len(conversation.turns) == 1


def test_what_later_questions_may_lean_on_is_the_answer_and_its_sources(
    assistant: Assistant,
) -> None:
    turn = assistant.conversation().ask(FIRST)
    assert turn.exchange == Exchange(FIRST, FILES["harbour.txt"], ("harbour.txt",))


def test_a_refusal_leaves_no_answer_to_lean_on(assistant: Assistant) -> None:
    strict = Assistant(
        assistant._library, assistant._encoder, AssistantOptions(minimum_confidence=1.0)
    )
    turn = strict.conversation().ask(FIRST)
    assert turn.exchange == Exchange(FIRST, "", ())


def test_a_question_that_cannot_be_asked_is_no_turn(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask(FIRST)
    with pytest.raises(QuestionError):
        conversation.ask("  ")
    with pytest.raises(QuestionError):
        conversation.ask(17)  # type: ignore[arg-type]
    with pytest.raises(UnknownSource):
        conversation.ask("Who?", sources=["cellar.txt"])
    assert len(conversation.turns) == 1
    assert conversation.ask("Who rebuilt it?").understood.carried == ("Lisbon", "harbour")


def test_k_and_sources_hold_for_one_question(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    turn = conversation.ask(FIRST, 1, ["garden.txt"])
    assert [hit.passage.document.source for hit in turn.answer.passages] == ["garden.txt"]
    assert len(conversation.ask(FIRST).answer.passages) == 3


def test_conversations_of_one_assistant_do_not_hear_each_other(assistant: Assistant) -> None:
    def talk(name: str) -> str:
        conversation = assistant.conversation()
        conversation.ask(f"When was the harbour of {name} rebuilt?")
        return conversation.ask("Who rebuilt it?").understood.text

    names = ["Lisbon", "Porto", "Faro", "Braga"] * 5
    with ThreadPoolExecutor(4) as pool:
        heard = list(pool.map(talk, names))
    assert heard == [f"Who rebuilt it ({name}, harbour)?" for name in names]


def test_a_word_of_one_passage_is_as_rare_as_can_be(assistant: Assistant) -> None:
    rarity = assistant.conversation().rarity
    assert [rarity(word) for word in ("oak", "nowhere", "?")] == [1.0, 1.0, 0.0]
    assert 0 < rarity("rebuilt") < 1


def test_a_turn_as_json_says_what_was_typed_and_what_was_asked(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask(FIRST)
    told = turn_as_json(conversation.ask("Who rebuilt it?"))
    assert list(told)[:3] == ["asked", "carried", "question"]
    assert (told["asked"], told["carried"]) == ("Who rebuilt it?", ["Lisbon", "harbour"])
    assert told["question"] == "Who rebuilt it (Lisbon, harbour)?"


def test_the_rarity_of_a_word_that_one_text_holds_needs_no_such_word(tmp_path: Path) -> None:
    words = LexicalIndex(tmp_path)
    fill(words, [(1, "an oak"), (2, "a beech"), (3, "a beech")])
    assert words.rarity_of_one() == words.rarity("oak") > words.rarity("beech")


def test_a_turn_is_what_was_understood_and_answered(assistant: Assistant) -> None:
    turn = assistant.conversation().ask(FIRST)
    assert isinstance(turn, Turn)
    assert turn.understood.text == turn.answer.question == FIRST
