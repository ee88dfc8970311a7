"""Listing a folder: which files are documents, in which order, and what is passed over."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from corpus.errors import NoDocuments, PathNotFound
from corpus.folder import Listing, list_files, storable


def write(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"This is {name}.", encoding="utf-8")


def sources(listing: Listing) -> list[str]:
    return [file.source for file in listing.files]


def listed(root: Path, *more: Path) -> list[str]:
    return sources(list_files([root, *more]))


def contents(listing: Listing) -> dict[str, str]:
    return {file.source: file.path.read_text(encoding="utf-8") for file in listing.files}


def test_files_are_named_from_their_folder_on_with_forward_slashes(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "letters/2021/may.md")
    listing = list_files([tmp_path])
    assert contents(listing) == {
        "a.txt": "This is a.txt.",
        "letters/2021/may.md": "This is letters/2021/may.md.",
    }
    assert {file.root for file in listing.files} == set(listing.roots) == {tmp_path.resolve()}


ORDERED = ["B.txt", "a.txt", "b.txt", "ä.txt", "a/z.txt", "c/a.txt", "c/b.txt"]


@pytest.mark.parametrize("made", [ORDERED, ORDERED[::-1], ORDERED[3:] + ORDERED[:3]])
def test_the_order_does_not_depend_on_the_order_in_which_files_were_made(
    tmp_path: Path, made: list[str]
) -> None:
    write(tmp_path, *made)
    assert listed(tmp_path) == ORDERED


def test_hidden_files_and_folders_are_no_documents(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", ".hidden.txt", ".git/config.txt", "b/.DS_Store", "b/c.txt")
    assert listed(tmp_path) == ["a.txt", "b/c.txt"]


def test_the_question_file_is_no_document(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "questions.jsonl", "b/questions.jsonl", "questions.txt")
    listing = list_files([tmp_path])
    assert sources(listing) == ["a.txt", "questions.txt"]
    assert [file.source for file in listing.questions] == ["questions.jsonl", "b/questions.jsonl"]
    assert listed(tmp_path / "questions.jsonl") == ["questions.jsonl"]


def test_files_that_no_reader_knows_are_listed_so_that_they_can_be_reported(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b.pdf", "c.xyz")
    assert listed(tmp_path) == ["a.txt", "b.pdf", "c.xyz"]


def test_the_folder_of_the_index_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "index/catalog.txt", "index/more/x.txt", "b/index/c.txt")
    listing = list_files([tmp_path], leave_out=tmp_path / "b" / ".." / "index")
    assert sources(listing) == ["a.txt", "b/index/c.txt"]


def test_a_folder_that_is_left_out_need_not_be_there(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    assert sources(list_files([tmp_path], leave_out=tmp_path / "none")) == ["a.txt"]


def test_a_single_file_is_listed_under_its_own_name(tmp_path: Path) -> None:
    write(tmp_path, "letters/may.txt", "letters/june.txt")
    listing = list_files([tmp_path / "letters" / "may.txt"])
    assert contents(listing) == {"may.txt": "This is letters/may.txt."}
    assert listing.roots == ((tmp_path / "letters" / "may.txt").resolve(),)


def test_a_hidden_file_that_is_named_is_listed(tmp_path: Path) -> None:
    write(tmp_path, ".notes.txt")
    assert listed(tmp_path / ".notes.txt") == [".notes.txt"]


def test_several_paths_are_listed_one_after_the_other(tmp_path: Path) -> None:
    write(tmp_path, "two/a.txt", "one/b.txt")
    assert listed(tmp_path / "two", tmp_path / "one") == ["a.txt", "b.txt"]


def test_the_same_folder_named_twice_counts_once(tmp_path: Path) -> None:
    write(tmp_path, "letters/may.txt")
    ways: Iterable[Path] = (
        tmp_path / "letters",
        tmp_path / "letters",
        tmp_path / "letters" / ".." / "letters",
    )
    assert sources(list_files(ways)) == ["may.txt"]


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    with pytest.raises(PathNotFound) as caught:
        list_files([tmp_path, tmp_path / "lettres"])
    assert caught.value.message == f"{tmp_path / 'lettres'} does not exist"
    assert caught.value.hint.strip()


@pytest.mark.parametrize("names", [(), (".hidden.txt", ".git/a.txt"), ("questions.jsonl",)])
def test_a_folder_without_documents_is_named(tmp_path: Path, names: tuple[str, ...]) -> None:
    write(tmp_path, *names)
    with pytest.raises(NoDocuments) as caught:
        list_files([tmp_path])
    assert str(tmp_path.resolve()) in caught.value.message
    assert ".txt" in caught.value.hint


def test_a_folder_that_may_be_empty_is_listed_without_files(tmp_path: Path) -> None:
    assert list_files([tmp_path], may_be_empty=True).files == ()
    write(tmp_path, "a.txt")
    taken_out = {storable(tmp_path.resolve() / "a.txt")}
    listing = list_files([tmp_path], taken_out=taken_out, may_be_empty=True)
    assert (listing.files, len(listing.taken_out)) == ((), 1)


def test_no_path_at_all_holds_no_document() -> None:
    with pytest.raises(NoDocuments):
        list_files([])


def test_a_link_to_a_file_outside_is_reported_and_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "letters/may.txt", "secret.txt")
    (tmp_path / "letters" / "link.txt").symlink_to(tmp_path / "secret.txt")
    listing = list_files([tmp_path / "letters"])
    assert sources(listing) == ["may.txt"]
    assert [file.source for file in listing.outside_links] == ["link.txt"]


def test_a_link_to_a_file_inside_is_a_document(tmp_path: Path) -> None:
    write(tmp_path, "may.txt")
    (tmp_path / "latest.txt").symlink_to(tmp_path / "may.txt")
    listing = list_files([tmp_path])
    assert contents(listing) == {"latest.txt": "This is may.txt.", "may.txt": "This is may.txt."}
    assert listing.outside_links == ()


def test_a_link_to_a_folder_outside_is_reported_and_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "letters/may.txt", "secrets/a.txt")
    (tmp_path / "letters" / "more").symlink_to(tmp_path / "secrets", target_is_directory=True)
    listing = list_files([tmp_path / "letters"])
    assert sources(listing) == ["may.txt"]
    assert [file.source for file in listing.outside_links] == ["more"]


def test_a_link_back_to_the_folder_itself_does_not_go_round_for_ever(tmp_path: Path) -> None:
    write(tmp_path, "letters/may.txt")
    (tmp_path / "letters" / "again").symlink_to(tmp_path / "letters", target_is_directory=True)
    assert listed(tmp_path / "letters") == ["may.txt"]


def test_a_folder_that_is_itself_reached_by_a_link_is_listed(tmp_path: Path) -> None:
    write(tmp_path, "letters/may.txt")
    (tmp_path / "link").symlink_to(tmp_path / "letters", target_is_directory=True)
    listing = list_files([tmp_path / "link"])
    assert contents(listing) == {"may.txt": "This is letters/may.txt."}
    assert listing.outside_links == ()


def test_a_link_whose_target_is_gone_is_listed_so_that_it_can_be_reported(tmp_path: Path) -> None:
    write(tmp_path, "may.txt")
    (tmp_path / "broken.txt").symlink_to(tmp_path / "gone.txt")
    assert listed(tmp_path) == ["broken.txt", "may.txt"]


@pytest.mark.skipif(os.sep != "/", reason="a backslash divides folders here")
def test_odd_names_are_kept_as_they_are(tmp_path: Path) -> None:
    names = ["a b.txt", "back\\slash.txt", "日本語.txt"]
    write(tmp_path, *names)
    assert listed(tmp_path) == names


@pytest.mark.skipif(os.sep != "/", reason="names are text here, not bytes")
def test_a_name_that_is_not_utf8_is_written_so_that_it_can_be_stored(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text("Two vans.", encoding="utf-8")
    (file,) = list_files([tmp_path]).files
    assert file.source == "caf\\xe9.txt"
    assert file.source.encode().decode() == file.source
    assert file.path.read_text(encoding="utf-8") == "Two vans."
    assert listed(path) == ["caf\\xe9.txt"]


def test_a_line_break_in_a_name_is_written_out(tmp_path: Path) -> None:
    (tmp_path / "two\nlines\x1b.txt").write_text("Some text.", encoding="utf-8")
    (tmp_path / "plain é 中文.txt").write_text("Some text.", encoding="utf-8")
    sources = [file.source for file in list_files([tmp_path]).files]
    assert sources == ["plain é 中文.txt", "two\\nlines\\x1b.txt"]
