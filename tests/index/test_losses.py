"""Folders that lost most of their files: the report says so, since it may be a mistake."""

from pathlib import Path

import pytest

from index.library import Library
from index.update import Loss
from tests.fakes import HashingEncoder, ReadingHere
from tests.index.folders import paragraph, write

FILES = {f"{number:02}.txt": paragraph("harbour", number) for number in range(20)}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "index", HashingEncoder(), process=ReadingHere)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "documents", FILES)


def take_away(folder: Path, count: int) -> None:
    for name in list(FILES)[:count]:
        (folder / name).unlink()


@pytest.mark.parametrize(("count", "told"), [(10, False), (11, True), (19, True)])
def test_a_folder_that_lost_more_than_half_of_its_files_is_told(
    library: Library, folder: Path, count: int, *, told: bool
) -> None:
    library.update([folder])
    take_away(folder, count)
    report = library.update([folder])
    assert len(report.removed) == count
    assert report.losses == ((Loss(str(folder), count, 20),) if told else ())
    assert library.update([folder]).losses == ()


def test_less_than_ten_files_are_not_told(library: Library, tmp_path: Path) -> None:
    folder = write(tmp_path / "few", dict(list(FILES.items())[:10]))
    library.update([folder])
    take_away(folder, 9)
    assert library.update([folder]).losses == ()


def test_files_that_were_moved_are_not_lost(library: Library, folder: Path) -> None:
    library.update([folder])
    (folder / "old").mkdir()
    for name in FILES:
        (folder / name).rename(folder / "old" / name)
    report = library.update([folder])
    assert (len(report.removed), report.losses) == (20, ())


def test_only_the_folder_that_lost_them_is_told(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    other = write(tmp_path / "other", {f"x{name}": f"Other {text}" for name, text in FILES.items()})
    library.update([folder, other])
    take_away(folder, 15)
    assert library.update([folder, other]).losses == (Loss(str(folder), 15, 20),)
