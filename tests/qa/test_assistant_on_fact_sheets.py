"""The real encoder and reader on what is no prose: fact sheets, records, price lists, letters."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from index.library import Library
from index.sentence_encoder import SentenceEncoder
from qa import Assistant
from qa.reader import OwnReader
from tests.corpus.readers.office_files import para, word

TEXTS = {
    "museum.md": """# Harbour Museum of Lindvik

The Harbour Museum shows how the town lived from the sea.

| Fact | Value |
| --- | --- |
| Opened | 1968 |
| Visitors in 2019 | 84,200 |
| Director | Jonas Ek |
""",
    "prices.csv": "Item,Price\nRowing boat,40 crowns\nSailing boat,150 crowns\nCanoe,25 crowns\n",
    "mill.html": """<html><head><title>Northgate Paper Mill</title></head><body>
<h1>Northgate Paper Mill</h1><p>The mill stood on the river for more than a hundred years.</p>
<table><tr><th>Founder</th><td>Peter Aldous</td></tr><tr><th>Closed</th><td>3 March 1992</td></tr>
<tr><th>Annual output</th><td>45,000 tonnes</td></tr></table></body></html>""",
    "objects.txt": """Object: Silver chalice
Maker: Jean-Baptiste Odiot
Acquired: 4 May 1951

Object: Ivory comb
Maker: Ana Ribeiro
Acquired: 1 June 1962
""",
    "letter.txt": """Tallmoor, 14 April 1911

Dear Mr Hask,

Thank you for the seeds, which came safely on Tuesday. We planted the barley on the north field.

Yours sincerely,
Edith Marrow
""",
    "mare.txt": """Whitby, 3 March 1887

Mr. Josiah Crane

Dear Crane,

The mare was sold at Pickering on Tuesday for forty guineas. The saddle goes by the carrier.

Yours faithfully,
Edwin Bolt
""",
    "reply.txt": """Malton, 19 March 1887

Mr. Edwin Bolt

Dear Bolt,

I am sorry about the mare. The saddle came on Friday. Please send the bill to my brother.

Yours truly,
Josiah Crane
""",
}
BRIDGE = {"Length": "412 m", "Engineer": "Maria Lund", "Opened": "14 May 1931"}


@pytest.fixture(scope="module")
def assistant(real_encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant with the project's reader over these files."""
    folder = tmp_path_factory.mktemp("sheets")
    files: Mapping[str, bytes] = {
        **{name: text.encode() for name, text in TEXTS.items()},
        "bridge.docx": word(
            para("Kestrel Bridge", "Title")
            + "".join(para(f"{name}: {value}") for name, value in BRIDGE.items())
        ),
    }
    documents = folder / "documents"
    documents.mkdir()
    for name, content in files.items():
        Path(documents, name).write_bytes(content)
    library = Library(folder / "index", real_encoder)
    library.update([documents])
    return Assistant(library, real_encoder, reader=OwnReader())


@pytest.mark.parametrize(
    ("question", "quote", "exact"),
    [
        ("When did the Harbour Museum open?", "Opened | 1968", "1968"),
        (
            "How many visitors did the Harbour Museum have in 2019?",
            "Visitors in 2019 | 84,200",
            "84,200",
        ),
        ("Who is the director of the Harbour Museum?", "Director | Jonas Ek", "Jonas Ek"),
        (
            "What is the price of a sailing boat?",
            "Item: Sailing boat | Price: 150 crowns",
            "150 crowns",
        ),
        ("Who founded the Northgate Paper Mill?", "Founder | Peter Aldous", "Peter Aldous"),
        (
            "What was the annual output of the mill?",
            "Annual output | 45,000 tonnes",
            "45,000 tonnes",
        ),
        ("What is the length of Kestrel Bridge?", "Length: 412 m", "412 m"),
        ("Who was the engineer of Kestrel Bridge?", "Engineer: Maria Lund", "Maria Lund"),
        ("When was the silver chalice acquired?", "Acquired: 4 May 1951", "4 May 1951"),
        ("When was the ivory comb acquired?", "Acquired: 1 June 1962", "1 June 1962"),
        (
            "When was the letter to Mr Hask written?",
            "Tallmoor, 14 April 1911\n\nDear Mr Hask,",
            "14 April 1911",
        ),
        (
            "Who wrote the letter to Mr Hask?",
            "Yours sincerely,\nEdith Marrow",
            "Edith Marrow",
        ),
        (
            "When was the letter from Bolt to Crane written?",
            "Whitby, 3 March 1887\n\nMr. Josiah Crane",
            "3 March 1887",
        ),
        (
            "When did Crane write to Bolt?",
            "Malton, 19 March 1887\n\nMr. Edwin Bolt",
            "19 March 1887",
        ),
        ("Who wrote to Crane?", "Yours faithfully,\nEdwin Bolt", "Edwin Bolt"),
        (
            "To whom did Crane write?",
            "Malton, 19 March 1887\n\nMr. Edwin Bolt",
            "Mr. Edwin Bolt",
        ),
    ],
)
def test_what_a_line_says_under_its_title_is_found_and_cited_by_itself(
    assistant: Assistant, question: str, quote: str, exact: str
) -> None:
    answer = assistant.ask(question)
    assert answer.found
    assert (answer.citations[0].quote, [one.quote for one in answer.exact]) == (quote, [exact])


@pytest.mark.parametrize(
    "question",
    [
        "How many visitors did the Harbour Museum have in 2021?",
        "How much does a motor boat cost?",
        "What is the phone number of the museum?",
        "How many rooms does the museum have?",
        "Who owned the paper mill in 1950?",
    ],
)
def test_what_no_line_says_is_refused(assistant: Assistant, question: str) -> None:
    assert not assistant.ask(question).found
