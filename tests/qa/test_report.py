"""The page of a report: what it says, that it runs nothing and asks nothing of others."""

import re
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pytest

from qa.datasets import LabelledQuestion
from qa.outcomes import least_risk_area
from qa.question_sets import labelled_set, silver_set
from qa.report import report_as_html, write_report
from qa.report_place import check_report_place
from qa.settings import Settings
from qa.setups import Setup
from qa.silver_evaluation import SilverReport, evaluate_set
from tests.fakes import HashingEncoder
from tests.qa.small_folder import DOCUMENTS
from tests.qa.small_index import write_files

DAY = date(2020, 2, 1)
OURS = Setup("ours", Settings(encoder="hashing", reader="off"))
ENCODER = HashingEncoder()


def ignore(stage: str, done: int, total: int) -> None:
    """Take no notice of progress."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small folder."""
    return write_files(tmp_path_factory.mktemp("set") / "town", DOCUMENTS)


@pytest.fixture(scope="module")
def report(folder: Path) -> SilverReport:
    """A report with a comparison of another size of passage."""
    other = Setup("smaller", replace(OURS.settings, max_tokens=40))
    return evaluate_set(silver_set(folder, 20, 0), [OURS, other], 0, lambda _: ENCODER, ignore)


HOSTILE = '<script>alert("1")</script><img src=x onerror=y>&\x07'


def hostile(report: SilverReport) -> SilverReport:
    """The report with markup wherever a text comes from outside."""
    outcomes = tuple(
        replace(
            one,
            question=replace(one.question, text=HOSTILE, sentence=HOSTILE, source=HOSTILE),
            found=True,
            answer=HOSTILE,
            source="elsewhere" + HOSTILE,
        )
        for one in report.outcomes
    )
    assert report.comparison is not None
    comparison = replace(report.comparison, setup=Setup(HOSTILE, OURS.settings))
    questions = replace(report.questions, name=HOSTILE, held_out=(HOSTILE,), left_out=(HOSTILE,))
    return replace(report, outcomes=outcomes, comparison=comparison, questions=questions)


def test_the_page_shows_what_documents_say_and_runs_none_of_it(report: SilverReport) -> None:
    page = report_as_html(hostile(report), DAY)
    assert "<script" not in page
    assert "<img" not in page
    assert "\x07" not in page
    assert page.count("&lt;script&gt;") > 40
    assert page.count("<svg ") == 3


def test_the_page_asks_nothing_of_any_other_place(report: SilverReport) -> None:
    page = report_as_html(report, DAY)
    rest = page.replace('xmlns:xlink="http://www.w3.org/1999/xlink"', "").replace(
        'xmlns="http://www.w3.org/2000/svg"', ""
    )
    for word in ("http:", "https:", "//", "@import", "url(http", "src=", "<link"):
        assert word not in rest, word
    assert "MRR@10" in page
    assert "Comparison" in page
    assert report_as_html(report, DAY) == page


def test_the_page_is_written_whole(report: SilverReport, tmp_path: Path) -> None:
    write_report(report, tmp_path / "report.html", DAY)
    assert (tmp_path / "report.html").read_text() == report_as_html(report, DAY)
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def shown(page: str) -> str:
    """What a person reads on the page, a blank between its parts."""
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL).split())


def test_the_page_says_how_it_was_made(report: SilverReport) -> None:
    text = shown(report_as_html(report, DAY))
    assert f"Measured by Chapterverse {version('chapterverse')} on 2020-02-01, with seed 0" in text
    assert "setting ours smaller encoder hashing hashing reader off off max_tokens 200 40" in text
    assert "minimum_confidence as fitted as fitted ranking answers answers" in text


def test_the_page_explains_its_measures_and_what_they_mean(report: SilverReport) -> None:
    text = shown(report_as_html(report, DAY))
    for word in ("AUROC: area under", "AURC: area under", "ECE: expected", "MRR@10: mean recipr"):
        assert word in text, word
    assert "nDCG@10: normalised discounted cumulative gain" in text
    given = [one for one in report.outcomes if one.found]
    right = sum(one.right for one in given)
    assert f"Of {len(given)} answers given {right} are right." in text
    least = f"{least_risk_area(report.outcomes):.3f} at the least"
    assert re.search(rf"AURC \(less is better\) [\d.]+ [\d.]+ to [\d.]+ {least} AUROC", text)


def test_a_report_may_be_replaced_by_the_next(report: SilverReport, tmp_path: Path) -> None:
    place = tmp_path / "report.html"
    write_report(report, place, DAY)
    check_report_place(place, tmp_path / "papers")


def test_the_page_of_labelled_questions_says_what_they_are(folder: Path) -> None:
    pond = "How deep is the pond behind the greenhouse?"
    labels = [
        LabelledQuestion("1", "Who founded the museum?", "bridge.txt", "bridge", near=False),
        *(LabelledQuestion(f"n{at}", pond, "", "", near=True) for at in range(2)),
        LabelledQuestion("f", "Who won the cup?", "", "", near=False),
    ]
    eager = Setup("ours", replace(OURS.settings, minimum_confidence=0))
    made = evaluate_set(labelled_set(folder, labels), [eager], 0, lambda _: ENCODER, ignore)
    text = shown(report_as_html(made, DAY))
    assert "were given in questions.jsonl" in text
    assert "questions that they answer 1 that they do not answer 3 (2 near, 1 far)" in text
    assert "a refusal: the documents do not answer this" in text
    assert "bridge bridge.txt, characters 10-16, or in 3 more places" in text
    for word in ("by rule", "other topics", "held out"):
        assert word not in text
