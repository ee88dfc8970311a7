"""Training the reader: what examples are made of, and what a step changes."""

import random

import numpy as np
import pytest
import torch

from corpus.passage import Span
from index.hit import ScoreParts
from qa.pairs import Excerpt, PairMaker
from qa.reading_network import batch_of
from training.learning import training_dtype
from training.reader_network import TrainableNetwork, learned, new_network
from training.reading_examples import Candidate, Example, Found, make_examples
from training.train_reader import group_of, loss_of, steps_of, train

VECTOR = np.array([1.0, 0.0], np.float32)
TEXT = "It rained. Ana sent 12 samples."


def found(source: str, cosine: float, text: str = TEXT) -> Found:
    spans = (Span(0, 10), Span(11, len(text)))
    vectors = np.array([[0.0, 1.0], [1.0, 0.0]], np.float32)
    return Found(source, "News", text, spans, vectors, ScoreParts(passage=cosine))


def question(**values: object) -> dict[str, object]:
    return {"_id": "q", "text": "How many samples?", "answerable": True, **values}


def test_an_example_is_the_right_passage_and_the_wrong_ones_best_first() -> None:
    passages = [found("a", 0.1), found("b", 0.9), found("c", 0.5)]
    spans = [{"id": "a", "start": 20, "end": 22}]
    (example,) = make_examples(question(spans=spans), VECTOR, passages, {"a"})
    assert example.answered is True
    assert example.first.answer == example.first.excerpt.focus == Span(20, 22)
    assert [one.prior for one in example.wrong] == [0.9, 0.5]
    assert example.wrong[0].excerpt.focus == Span(11, len(TEXT))


def test_the_shortest_answer_that_stands_in_the_passage_is_the_place() -> None:
    asked = question(answers=["12 samples", "12", "dozen"], source_paragraph="a")
    (example,) = make_examples(asked, VECTOR, [found("a", 0.5)], {"a"})
    assert example.first.answer == Span(20, 22)


def test_a_question_without_an_answer_has_a_passage_that_does_not_answer() -> None:
    asked = question(answers=[], source_paragraph="a", answerable=False)
    (example,) = make_examples(asked, VECTOR, [found("a", 0.5), found("b", 0.1)], {"a"})
    assert (example.answered, example.first.answer) == (False, None)


def test_a_set_that_tells_no_place_tells_only_what_is_relevant() -> None:
    (example,) = make_examples(question(), VECTOR, [found("a", 0.5)], {"a"})
    assert (example.answered, example.first.answer) == (None, None)


def test_a_right_passage_that_is_not_found_makes_no_example() -> None:
    assert make_examples(question(), VECTOR, [found("b", 0.5)], {"a"}) == []


@pytest.fixture(scope="module")
def network() -> tuple[TrainableNetwork, PairMaker]:
    torch.manual_seed(1)
    return new_network()


def example(number: int, *, answered: bool | None = True) -> Example:
    text = f"Ana sent {number} samples to the harbour."
    answer = Span(9, 9 + len(str(number))) if answered else None
    first = Candidate(Excerpt("", text, Span(0, 8)), (Span(0, len(text)),), 0.5, answer)
    others = ("The men sang.", "It rained all day.", "Ships came.", "Nobody knew.")
    wrong = tuple(
        Candidate(Excerpt("", other, Span(0, 3)), (Span(0, len(other)),), 0.4) for other in others
    )
    return Example(f"How many samples did Ana send on day {number}?", first, answered, wrong)


def test_every_example_is_gone_through_once(network: tuple[TrainableNetwork, PairMaker]) -> None:
    maker = network[1]
    examples = [example(number) for number in range(100, 130)]
    steps = list(steps_of(examples, maker, random.Random(1)))
    asked = [group.pairs[0].tokens for step in steps for group in step]
    assert sorted(asked) == sorted(
        maker.pairs(one.question, [one.first.excerpt])[0].tokens for one in examples
    )
    assert max(sum(len(group.pairs) for group in step) for step in steps) <= 32


def test_an_unanswered_question_says_nothing_about_rank_or_place(
    network: tuple[TrainableNetwork, PairMaker],
) -> None:
    group = group_of(example(12, answered=False), network[1], random.Random(1))
    assert (group.priors, group.present, group.place) == ((), (False,), None)
    assert len(group.pairs) == 1


def test_a_set_that_does_not_tell_what_answers_teaches_rank_alone(
    network: tuple[TrainableNetwork, PairMaker],
) -> None:
    group = group_of(example(12, answered=None), network[1], random.Random(1))
    assert (len(group.pairs), len(group.priors), group.present) == (3, 3, ())


def test_beside_what_is_answered_stands_what_only_seems_to_be(
    network: tuple[TrainableNetwork, PairMaker],
) -> None:
    group = group_of(example(12), network[1], random.Random(1))
    asked, changed = group.pairs[0], group.pairs[-1]
    assert (len(group.pairs), len(group.priors)) == (4, 3)
    assert group.present == (True, False, False, False)
    assert asked.tokens[asked.excerpt_starts_at :] == changed.tokens[changed.excerpt_starts_at :]
    assert asked.tokens[: asked.excerpt_starts_at] != changed.tokens[: changed.excerpt_starts_at]


def test_training_learns_and_leaves_the_lower_layers_as_they_are(
    network: tuple[TrainableNetwork, PairMaker],
) -> None:
    reading, maker = network
    before = {name: weight.clone() for name, weight in reading.named_parameters()}
    group = group_of(example(7), maker, random.Random(1))

    def loss() -> float:
        with torch.inference_mode():
            return float(loss_of([group], reading.judge(batch_of(group.pairs)), torch.tensor(3.0)))

    untrained = loss()
    lines: list[str] = []
    examples = [example(number) for number in range(100, 148)]
    train(reading, maker, examples, lines.append, seed=1, rate=1.0)
    assert loss() < untrained - 0.5
    # What is not learned is only rounded.
    changed = {
        name
        for name, weight in reading.named_parameters()
        if not torch.equal(weight, before[name].to(training_dtype()).float())
    }
    assert changed
    assert changed <= set(learned(reading))
