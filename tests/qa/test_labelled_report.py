"""Labelled questions: counted by hand, and by every place where the answer's words stand."""

from pathlib import Path

from corpus import Span
from qa.datasets import LabelledQuestion
from qa.labelled_report import labelled_as_json, labelled_counts
from qa.outcomes import MEASURES, Outcome
from qa.question_sets import QuestionSet, labelled_set
from qa.settings import Settings
from qa.setups import Setup
from qa.silver import Group, SilverQuestion
from qa.silver_evaluation import SilverReport, evaluate_set
from tests.fakes import HashingEncoder
from tests.qa.small_index import write_files

SETUP = Setup("ours", Settings(encoder="hashing", reader="off"))
ASKED = SilverQuestion("a", "Why?", Group.ANSWERABLE, "labelled", "a.txt", Span(0, 4), "rain")


def without_answer(kind: str) -> SilverQuestion:
    return SilverQuestion(kind, "Who?", Group.NOT_ANSWERED, kind)


def outcome(question: SilverQuestion, rank: int = 0, cited: str = "") -> Outcome:
    """What came of it: an answer from the file `cited`, or a refusal where there is none."""
    return Outcome(question, rank, bool(cited), 0.5, "", cited, 0, 4 if cited else 0)


def report_of(*outcomes: Outcome) -> SilverReport:
    questions = tuple(one.question for one in outcomes)
    made = QuestionSet("folder", (), questions, labelled=True)
    return SilverReport(made, 0, SETUP, 0, outcomes, {})


def test_each_kind_of_question_is_counted_by_itself() -> None:
    near, far = without_answer("near"), without_answer("far")
    report = report_of(
        outcome(ASKED, 1, "a.txt"),
        outcome(ASKED, 2, "b.txt"),
        outcome(ASKED, 9, "b.txt"),
        outcome(ASKED, 1),
        outcome(near),
        outcome(near),
        outcome(near, cited="a.txt"),
        outcome(far),
        outcome(far, cited="a.txt"),
    )
    assert labelled_counts(report) == {
        "dataset": "folder",
        "queries": 9,
        "answerable": 4,
        "metrics": {"Success@1": 0.5, "Success@5": 0.75, "Answered right": 0.25},
        "answered": {"right": 1, "wrong": 4},
        "refused": {"right": 3, "wrong": 1},
        "unanswerable": {
            "near": {"questions": 3, "refused": 2},
            "far": {"questions": 2, "refused": 1},
        },
    }


def test_a_report_without_questions_divides_by_nothing() -> None:
    metrics = labelled_counts(report_of())["metrics"]
    assert metrics == {"Success@1": 0, "Success@5": 0, "Answered right": 0}


def test_counts_and_measures_of_one_run_agree_where_the_words_stand_twice(tmp_path: Path) -> None:
    files = {
        "bridge.txt": (
            "Ana Ribeiro came from the coast and liked her garden.\n\n"
            "The stone bridge over the river was planned by the engineer Ana Ribeiro.\n"
        ),
        "mill.txt": "The mill below the weir was the largest of seven mills.\n",
    }
    label = LabelledQuestion(
        "q1",
        "Who planned the stone bridge over the river?",
        "bridge.txt",
        "Ana Ribeiro",
        near=False,
    )
    questions = labelled_set(write_files(tmp_path / "town", files), [label])
    encoder = HashingEncoder()
    setup = Setup("ours", Settings(encoder="hashing", reader="off", minimum_confidence=0))
    report = evaluate_set(questions, [setup], 0, lambda _: encoder, lambda *_: None)
    values = labelled_as_json(report)
    assert values["metrics"] == {"Success@1": 1, "Success@5": 1, "Answered right": 1}
    assert [one.start for one in report.outcomes] == [files["bridge.txt"].index("The stone")]
    for name in ("Success@1", "Success@5", "Answer sentence"):
        assert report.measures[name].value == 1
    # The only index that was built, and the only time that it was asked.
    passages = [text for text in encoder.encoded if "engineer Ana Ribeiro" in text]
    assert len(passages) == 1
    assert list(values)[7:] == [
        "seed", "settings", "documents", "passages", "left_out", "measures", "least_aurc",
        "records",
    ]  # fmt: skip
    measures, records = values["measures"], values["records"]
    assert isinstance(measures, dict)
    assert list(measures) == list(MEASURES)
    assert isinstance(records, list)
    assert (records[0]["right"], records[0]["further"]) == (True, [{"start": 115, "end": 126}])
