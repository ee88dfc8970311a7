"""Why a passage was found, and which words stand nowhere."""

from pathlib import Path

from index.hit import ScoreParts
from qa.assistant import Assistant
from qa.reasons import Reasons, reasons_for, words_in_no_document
from tests.fakes import HashingEncoder
from tests.qa.hits import hit_of, passage_of
from tests.qa.small_index import library_of


def test_the_words_of_the_question_that_stand_there_are_named_in_the_question_s_form() -> None:
    passage = passage_of("Six letters were signed.", title="Harbours")
    hit = hit_of(passage, parts=ScoreParts(sentence=0.75))
    reasons = reasons_for("Who signs a letter, a LETTER, about the harbour of Oslo?", hit)
    assert reasons == Reasons(("signs", "letter", "harbour"), 0.75)


def test_function_words_are_no_reason() -> None:
    hit = hit_of(passage_of("Who is it and where is it?"))
    assert reasons_for("Who is it and where?", hit).words == ()


def test_words_that_no_document_holds_are_named_once_in_any_of_their_forms(
    tmp_path: Path,
) -> None:
    encoder = HashingEncoder()
    library = library_of(tmp_path, {"a.txt": "Six letters were signed."}, encoder)
    words = Assistant(library, encoder).snapshot.caches.words
    question = "Which mayor signed the letter of the mayors of Atlantis?"
    assert words_in_no_document(question, words) == ("mayor", "Atlantis")
    assert words_in_no_document("Who signed letters?", words) == ()
