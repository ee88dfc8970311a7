"""Exact answers: the number, date or name inside the sentence, where the signs are sure."""

import numpy as np
import pytest

from corpus.letters import is_signature
from corpus.passage import Passage, Span
from index.lexical import LexicalIndex
from qa.exact import exact_answer
from qa.reading import Judgement
from qa.terms import question_terms
from tests.qa.hits import document_of, passage_of

LEXICAL = LexicalIndex()


def exact(question: str, text: str, judged: Judgement | None = None) -> str:
    passage = passage_of(text)
    spans = exact_answer(passage, Span(0, len(text)), question_terms(question, LEXICAL), judged)
    return " / ".join(text[span.start : span.end] for span in spans)


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Who sent it?", "In the end the Academy of Sciences sent it.", "Academy of Sciences"),
        ("Who came?", "Will Smith came.", "Will Smith"),
        ("Who came?", "May Smith came.", "May Smith"),
        ("Who came?", "She and Ana came.", "Ana"),
        ("Who came?", "The  Academy came.", "Academy"),
        ("Who came?", "Because Ana came.", "Ana"),
        ("Who sent it?", "The Academy of Sciences sent it.", "Academy of Sciences"),
        ("How many samples were sent?", "The society sent 1,090 samples.", "1,090"),
        ("How much did it give?", "It gave USD20 million in all.", "USD20 million"),
        ("What percentage stayed?", "Of the men 12.5 % stayed.", "12.5 %"),
        ("How many came?", "In all, twelve ships came.", "twelve"),
        ("When was it signed?", "It was signed on 12 May 2020.", "12 May 2020"),
        ("When was it signed?", "It was signed on May 12, 2020 by all.", "May 12, 2020"),
        ("In what year did it open?", "The lab opened in 1987.", "1987"),
        ("Who built it?", "It was built by Ana Ribeiro.", "Ana Ribeiro"),
        ("Where is it?", "It lies in the Bay of Biscay.", "Bay of Biscay"),
        ("Who built it?", "It was built by Ana\nRibeiro of late.", "Ana\nRibeiro"),
        (
            "Who sent it?",
            "It was sent by the Chinese Academy of Sciences.",
            "Chinese Academy of Sciences",
        ),
        ("Who built the harbour of Lisbon?", "Ana Ribeiro built it in Lisbon.", "Ana Ribeiro"),
        ("How many came?", "There were 230, mostly elderly, people.", "230"),
        ("How many came?", "In all sixteen people came.", "sixteen"),
        ("How many came?", "In all sixty-three people came.", "sixty-three"),
        ("When was it signed?", "It was signed on the 12th of May 2016.", "12th of May 2016"),
        ("When was it signed?", "It was signed on 12 Jan 2020.", "12 Jan 2020"),
        ("When was it signed?", "It was signed on 3 Sept. by all.", "3 Sept."),
        ("When was it paid?", "The rent of £1850 was paid in 1901.", "1901"),
        ("When was it filled?", "With 1500 litres it was filled in 1953.", "1953"),
        ("When was it signed?", "It was signed on 03/05/2018.", "03/05/2018"),
        ("When was it signed?", "It was signed on 12.03.2020.", "12.03.2020"),
        ("When was it held?", "It was held on 3–5 May 2020.", "3–5 May 2020"),
        ("When was it held?", "They met from 3 to 5 May.", "3 to 5 May"),
        ("When was it heard?", "It was heard on 4–8 and 11 June 2018.", "4–8 and 11 June 2018"),
        ("How long is it?", "It is five\n    months, or less.", "five\n    months"),
        ("How much is paid?", "A night is paid with NOK 52 each.", "NOK 52"),
        ("How many stars are there?", "It shows six-pointed stars.", ""),
        ("How long was the study?", "It was a nine-year study.", "nine-year"),
        ("When is it open?", "It is open 7:00-21:00.", "7:00-21:00"),
        ("When is it open?", "It is open 7.30 am to 7 pm.", "7.30 am to 7 pm"),
        ("When is it open?", "It is open until 7 p.m. on most days.", "until 7 p.m."),
        ("When was it held?", "It was 28 February to 3 March 2020.", "28 February to 3 March 2020"),
        ("When was the war?", "It went on in 1914-1918.", "1914-1918"),
        ("When was it held?", "It was held in summer 2021.", "summer 2021"),
        ("When was it stolen?", "It was stolen in the winter of 1972.", "winter of 1972"),
        ("What share came?", "Two thirds of them came.", "Two thirds"),
        ("What share came?", "One in four came.", "One in four"),
        ("What share came?", "It was half of them.", "half"),
        ("How many eggs were there?", "They had a dozen eggs.", "a dozen"),
        ("How many came?", "A hundred and twenty came.", "A hundred and twenty"),
        ("What was the temperature?", "That night it was -12 °C.", "-12 °C"),
        ("How large is it?", "It covers 30 square kilometres.", "30 square kilometres"),
        ("What is its capacity?", "It yields 40 MW.", "40 MW"),
        ("When is it closed?", "It is closed on Mondays.", "Mondays"),
        (
            "When was it held?",
            "It was held on Tuesday 8 September 2020.",
            "Tuesday 8 September 2020",
        ),
        ("When does it leave?", "It leaves at 19:40 from the quay.", "19:40"),
        ("When was it held?", "They met on 8 May at 7 p.m. there.", "8 May at 7 p.m."),
        ("How many came?", "There came 12 in 2020.", "12"),
        ("How much water is it in?", "They keep it in 1500 litres.", "1500 litres"),
        ("How many sites were bad?", "37 of 52 sites were bad.", "37 of 52"),
        ("How much did it cost?", "It cost 600 ducats.", "600 ducats"),
        ("How many came?", "There came 40+ men.", "40+"),
        ("How cold was it?", "It was minus 12 degrees.", "minus 12 degrees"),
        ("When was it built?", "It was built c. 1790.", "c. 1790"),
        ("Whose barn burnt?", "On that day Holm's barn burnt.", "Holm"),
        ("Who wrote it?", "It was written by J. R. O'Neill.", "J. R. O'Neill"),
        ("When did the Borea open?", "The Alma opened in 1921 and the Borea in 1934.", "1934"),
        ("How many mills were left?", "In 1953 there were 7 mills.", "7"),
        ("How many men came?", "From 12 towns came 300 men.", "300"),
        ("Who wrote it?", "It was written by Émile Zola.", "Émile Zola"),
        ("Who wrote it?", "It was written by J. K. Rowan.", "J. K. Rowan"),
        ("Who wrote it?", "It was written by Dr. Helena Voss.", "Dr. Helena Voss"),
        ("Who wrote it?", "It was written by Jan van der Berg.", "Jan van der Berg"),
        ("Who wrote it?", "It was written by Łukasz Żak in Łódź.", "Łukasz Żak"),
        ("Who sold the islands?", "Ana Ribeiro sold them to Bo Lind.", "Ana Ribeiro"),
        ("Who was it sold to?", "They sold it to Bo Lind.", "Bo Lind"),
        ("Where was it written?", "It was written by Ana Ribeiro in Lisbon.", "Lisbon"),
    ],
)
def test_the_one_candidate_of_the_kind_asked_for_is_it(
    question: str, text: str, expected: str
) -> None:
    assert exact(question, text) == expected


def test_what_opens_a_later_sentence_is_no_name() -> None:
    text = "Who made it? For long nobody knew. Adults asked Ana Ribeiro."
    passage = passage_of(text)
    (span,) = exact_answer(
        passage, Span(0, len(text)), question_terms("Who made it?", LEXICAL), None
    )
    assert text[span.start : span.end] == "Ana Ribeiro"


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("How many came?", "On that day more than 80 came.", "more than 80"),
        ("How many came?", "No fewer than 80 ships came.", "No fewer than 80"),
        ("How many came?", "That year up to 1,000 came.", "up to 1,000"),
        ("How many came?", "There came 80 or more.", "80 or more"),
        ("How many came?", "There came between 80 and 90 ships.", "between 80 and 90"),
        (
            "How many came?",
            "There came between 900,000 and 1.2 million people.",
            "between 900,000 and 1.2 million",
        ),
        ("How many came?", "Not more than 80 came.", "Not more than 80"),
        (
            "How many came?",
            "There came neither more nor less than 80.",
            "neither more nor less than 80",
        ),
        ("How many came?", "At least about 80 came.", "At least about 80"),
        ("How many came?", "Over 80 came.", "Over 80"),
        ("How many came?", "There came a total of over 80.", "over 80"),
        ("How many cities were there?", "It flew over 3 of them.", "3"),
        ("How many signed it?", "It was signed by 12 men.", "12"),
        ("How fast is it?", "It makes 60 km/h.", "60 km/h"),
        ("How fast is it?", "It makes up to 60 miles per hour.", "up to 60 miles per hour"),
        ("How much was it?", "It was some $2.5bn.", "some $2.5bn"),
        ("How many came?", "There came three million of them.", "three million"),
        ("When was it written?", "It is a letter from 1987.", "1987"),
        ("How many came?", "There came 80–90 ships.", "80–90"),
        ("How long did it last?", "It lasted about 14 days.", "about 14 days"),
        ("How long is the bridge?", "The bridge is 2.5 km long.", "2.5 km"),
        ("How long is it?", "It is a 14-day stay.", "14-day"),
        ("How old is the oak?", "The oak is 400 years old.", "400 years"),
        ("When did it open?", "It opened after 1987.", "after 1987"),
        ("When did it open?", "It opened on 2020-03-12.", "2020-03-12"),
        ("When did it open?", "It opened in early May 2020.", "early May 2020"),
        ("When did it open?", "It opened at the end of May 2020.", "the end of May 2020"),
        ("How many of the 12 came?", "About 12 were asked, 10 came.", "10"),
        ("How did it grow by 2020?", "By 2020 it was 3 m high.", ""),
    ],
)
def test_what_limits_a_number_or_a_date_belongs_to_it(
    question: str, text: str, expected: str
) -> None:
    assert exact(question, text) == expected


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many came?", "From 12 to 300 it grew."),
        ("How many ships are there?", "Photo 4: Ships in the harbour."),
        ("Who won?", "In the race Therese beat Ana."),
        ("Who came?", "On Monday they came."),
        ("How many ships are there?", "Photos 4 and 5 show them."),
        ("How many ships are there?", "See pages 10–20 for them."),
        ("How many came?", "2/3 of them came."),
        ("How many came?", "Call 010-6255-1234 for that."),
        ("How many goals were there?", "They won 3-1."),
        ("How many are there?", "It rose from 12 to 300."),
        ("How many ships are there?", "See Table 2 for the ships."),
        ("How many died?", "Of COVID-19 many died."),
        ("How many came?", "From 12 towns came 300 men."),
        ("Who built it?", "Ana Ribeiro and later Maria Fonseca built it."),
        ("Why was it built?", "It was built in 1903."),
        ("How many of the 12 came?", "All 12 came."),
        ("Who came?", "Nobody came."),
        ("Which company makes it?", "In May several Chinese companies made it."),
        ("Who came?", "With them German and French doctors came."),
        ("When was it?", "It was long ago."),
        ("Who was mayor when it broke?", "It broke in 1987."),
        ("Where does the poet live?", "Ana Ribeiro is a poet."),
        ("How many ships came in spring?", "They came in spring 1953."),
        ("How many books can children borrow?", "Adults may borrow 12 books, children 20."),
        (
            "How many patients had nausea on placebo?",
            "Nausea occurred in 9% of patients on Relvanor and in 4% of those on placebo.",
        ),
        ("Who wrote it?", "It was written by Ana Hill's brother."),
        ("Who succeeded Élodie Clair?", "Prof. Élodie Clair was succeeded."),
        ("When was it built?", "It was not built in 1790."),
        ("How many came in 2020?", "In 2019 came 48 men."),
        ("Where does bus 43 go?", "Bus 42 goes to Ulm."),
        ("Who came?", "All except Ada Hill came."),
        ("On which day is it closed?", "It is closed on Mondays, and on 24 December."),
    ],
)
def test_where_the_signs_are_unsure_there_is_none(question: str, text: str) -> None:
    assert exact(question, text) == ""


def pointing_at(text: str, wanted: str, chance: float) -> Judgement:
    """A reader that says the answer is the word `wanted`, with that probability."""
    words, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        words.append(Span(start, at))
    mass = np.array(
        [chance**0.5 if text[one.start : one.end] == wanted else 0.0 for one in words], np.float32
    )
    return Judgement(1.0, 1.0, tuple(words), mass, mass)


def test_the_reader_chooses_among_several_when_it_is_sure() -> None:
    text = "From 12 towns came 300 men."
    assert exact("How many came?", text, pointing_at(text, "300", 0.9)) == "300"
    assert exact("How many came?", text, pointing_at(text, "300", 0.1)) == ""
    assert exact("How many came?", text, pointing_at(text, "towns", 0.9)) == ""


@pytest.mark.parametrize(
    ("question", "text", "wrong", "right"),
    [
        (
            "How many visited it in 2020?",
            "It was visited by 48,210 people in 2019 and by 12,944 people in 2020.",
            "48,210",
            "12,944",
        ),
        (
            "When did Hotel Borea open?",
            "Hotel Alma opened in 1921 and Hotel Borea in 1934.",
            "1921",
            "1934.",
        ),
        (
            "Who is the chef of the Borea?",
            "The chef of the Alma is Dario Conti and that of the Borea is Nina Falk.",
            "Conti",
            "Falk.",
        ),
    ],
)
def test_of_two_clauses_it_is_the_one_that_is_asked_about(
    question: str, text: str, wrong: str, right: str
) -> None:
    assert exact(question, text, pointing_at(text, wrong, 0.9)) == ""
    assert right.strip(".") in exact(question, text, pointing_at(text, right, 0.9))


def test_where_the_reader_is_sure_of_another_place_the_one_candidate_is_none() -> None:
    text = "A widow wrote to Ana Ribeiro."
    assert exact("Who wrote?", text, pointing_at(text, "widow", 0.9)) == ""
    assert exact("Who wrote?", text, pointing_at(text, "widow", 0.1)) == ""
    assert exact("To whom did she write?", text, pointing_at(text, "widow", 0.1)) == "Ana Ribeiro"


FEES = "Berth | Length | Fee per day\nNorth quay | 12 m | 14 crowns"
PILOT = "Name: Carl Meyer | Role: pilot | Salary: 3200"


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("What is the fee at the north quay?", FEES, "14 crowns"),
        ("What is the length of the north quay berth?", FEES, "12 m"),
        ("What is the role of Carl Meyer?", PILOT, "pilot"),
        ("What is the salary of Carl Meyer?", PILOT, "3200"),
        ("Who is the pilot?", PILOT, "Carl Meyer"),
        ("How old is Carl Meyer?", PILOT, "3200"),
        ("Why is he a pilot?", PILOT, ""),
        ("Who was the first driver?", "Opened: 1874\nFirst driver: Ana Lind", "Ana Lind"),
        ("Who drove it?", "Opened: 1874\nFirst driver: Ana Lind", "Ana Lind"),
        ("What is the river?", "Opened | 1874\nRiver | the Wend", "Wend"),
        ("How high is it?", "Width: 18 m\nHeight: 36 m", "36 m"),
        ("When did the mill open?", "1871 | Land bought\n1874 | The mill opens", "1874"),
    ],
)
def test_of_a_row_it_is_the_cell_whose_column_is_asked_for(
    question: str, text: str, expected: str
) -> None:
    passage = passage_of(text)
    row = Span(text.find("\n") + 1, len(text))
    spans = exact_answer(passage, row, question_terms(question, LEXICAL), None)
    assert " / ".join(text[span.start : span.end] for span in spans) == expected


def test_where_several_rows_may_answer_none_of_their_cells_does() -> None:
    text = "Wood: oak\nHeight: 41 cm"
    passage = Passage(document_of(text), 0, len(text), (Span(0, 9), Span(10, len(text))))
    terms = question_terms("How tall is the chest?", LEXICAL)
    assert exact_answer(passage, Span(0, len(text)), terms, None) == ()
    (found,) = exact_answer(passage, Span(10, len(text)), terms, None)
    assert text[found.start : found.end] == "41 cm"


def test_a_name_does_not_go_on_in_the_next_line_of_a_list() -> None:
    text = "Treasurer: Marit Dahl\nSecretary: vacant"
    judged = pointing_at(text, "Marit", 0.9)
    assert exact("Who is the treasurer?", text, judged) == "Marit Dahl"


def test_in_the_block_under_a_letter_each_line_stands_for_itself() -> None:
    block = "Yours sincerely,\nAna Ribeiro\nPresident of the Academy"
    text = f"Dear friends,\n\nThe harbour is open again, and ships may come in.\n\n{block}"
    start = text.index(block)
    passage = Passage(document_of(text), start, len(text), (Span(start, len(text)),))
    assert is_signature(passage, passage.sentences[0])
    terms = question_terms("Who signed the letter?", LEXICAL)
    assert exact_answer(passage, passage.sentences[0], terms, None) == ()
    judged = pointing_at(block, "Ribeiro", 0.9)
    (found,) = exact_answer(passage, passage.sentences[0], terms, judged)
    assert text[found.start : found.end] == "Ana Ribeiro"


def test_only_the_answer_is_looked_at_and_offsets_are_of_the_document() -> None:
    text = "In 1900 it rained. The lab opened in 1987. In 2001 it closed."
    passage = Passage(document_of(text), 19, len(text), (Span(19, 42), Span(43, len(text))))
    terms = question_terms("When did it open?", LEXICAL)
    assert exact_answer(passage, Span(19, 42), terms, None) == (Span(37, 41),)
    judged = pointing_at(text[19:], "1987.", 0.9)
    assert exact_answer(passage, Span(19, len(text)), terms, judged) == (Span(37, 41),)


def test_a_number_that_is_taken_back_is_no_answer() -> None:
    text = "The number of bats was given as 241. The correct number is 214."
    assert exact("How many bats were ringed?", text) == "214"
    assert exact("How many bats were ringed?", text.replace(" is 214", " is not known")) == ""
    assert exact("How many bats were ringed?", text.replace("214", "34; seven were twice")) == "34"
    assert exact("What number of bats was given first?", text) == ""
    assert exact("Why is the number of bats wrong?", text) == ""
    assert exact("How many bats were ringed?", f"{text} That is wrong.") == ""
    loose = text.replace("214", "much lower, as 3 of us said")
    assert exact("How many bats were ringed?", loose) == ""
    assert exact("Who was it?", "It was Bo Ek. The right name is Ana Lind.") == "Ana Lind"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14. The bridge cost 12 crowns.", "12 crowns"),
        ("1.1 The monthly wage is 52 crowns.", "52 crowns"),
        ("(3) The wage is 52 crowns.", "52 crowns"),
        ("It is old. 12. The wage is 52 crowns.", "52 crowns"),
        ("3. The wage is paid.", ""),
        ("12 crowns are paid.", "12 crowns"),
        ("The wage is 2.5 Crowns a day.", "2.5"),
    ],
)
def test_the_number_of_a_paragraph_is_no_answer(text: str, expected: str) -> None:
    assert exact("How much is it?", text) == expected
