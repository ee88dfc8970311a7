"""Where a report may be written: nothing is lost, and nothing is measured in vain."""

from pathlib import Path

import pytest

from qa.errors import SettingError
from qa.report_place import MARK, check_report_place
from tests.qa.small_index import write_files


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder of documents, with files beside it."""
    write_files(tmp_path, {"report.html": f"<html>{MARK}", "contract.html": "<html>a contract"})
    return write_files(tmp_path / "papers", {"a.txt": "The oak is old."})


@pytest.mark.parametrize("name", ["new.html", "NEW.HTM", "report.html", "papers/.kept/new.html"])
def test_a_new_page_and_an_earlier_report_may_be_written(
    tmp_path: Path, papers: Path, name: str
) -> None:
    (papers / ".kept").mkdir()
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    check_report_place(tmp_path / name, papers)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("contract.html", "is there already, and is no report", "another file"),
        ("contract.pdf", "has not the name of one", ".html or .htm"),
        ("contract", "has not the name of one", ".html or .htm"),
        ("papers", "is a folder", "papers/report.html"),
        ("no/new.html", "there is no folder", "make it"),
        ("contract.html/new.html", "there is no folder", "make it"),
        ("papers/new.html", "be read as one of its documents", "--report"),
        ("papers/../papers/new.html", "be read as one of its documents", "--report"),
        (f"{'n' * 249}.html", "cannot be written: File name too long", "another file"),
    ],
)
def test_what_cannot_be_a_report_or_would_destroy_a_file_is_refused(
    tmp_path: Path, papers: Path, name: str, message: str, hint: str
) -> None:
    with pytest.raises(SettingError) as caught:
        check_report_place(tmp_path / name, papers)
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_a_way_out_of_the_measured_folder_is_named(
    papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(papers)
    with pytest.raises(SettingError) as caught:
        check_report_place(Path("new.html"), Path())
    assert f"`--report {papers.parent / 'new.html'}`" in caught.value.hint
