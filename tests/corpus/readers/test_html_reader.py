"""HTML: the text of the page without what is there for its use, places, title and date."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from corpus import Mark
from corpus.extract import Extract
from corpus.readers.html import read_html


def read(page: str) -> Extract:
    return read_html(f'<meta charset="utf-8">{page}'.encode(), "a.html")


def text_of(page: str) -> str:
    return read(page).text


def test_a_page_is_its_text_in_blocks_with_a_place_at_each_heading() -> None:
    page = """<!doctype html><html><head><meta charset=utf-8><title>Meals</title></head>
    <body><p>A <b>note</b>.</p><h1>Winter <em>meals</em></h1>
    <p>Two vans,
       four   drivers.</p><div>Both <span>red</span>.</div><h2>Who paid</h2>The council.</body>"""
    assert read_html(page.encode(), "a.html") == Extract(
        text=(
            "A note.\n\nWinter meals\n\nTwo vans, four drivers.\n\nBoth red.\n\n"
            "Who paid\n\nThe council."
        ),
        marks=(
            Mark(0, "beginning"),
            Mark(9, "section Winter meals"),
            Mark(59, "section Who paid"),
        ),
        title="Meals",
        date=None,
        how="html, utf-8",
    )


# --- title ---


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<title> Winter\n meals </title><p>Two vans.", "Winter meals"),
        (
            "<title>Winter meals</title><meta property=og:title content='Meals by van'>",
            "Meals by van",
        ),
        ("<h1>Winter<i> meals</i></h1><p>Two vans.", "Winter meals"),
        ("<title>Winter meals - The Council</title><h1>Winter meals</h1>", "Winter meals"),
        ("<title>Winter meals</title><h1>Welcome!</h1>", "Winter meals"),
        ("<title>Vans and drivers</title><h1>Vans</h1><h1>drivers</h1>", "Vans and drivers"),
        ("<title>R&amp;D &ndash; caf&eacute;</title><p>Two vans.", "R&D – café"),
        ("<p>Two vans.", ""),
    ],
    ids=[
        "title",
        "og:title first",
        "only a heading",
        "heading without the site's name",
        "another heading",
        "several headings",
        "entities",
        "none",
    ],
)
def test_the_title_is_what_the_page_calls_itself(page: str, title: str) -> None:
    assert read(page).title == title


def test_a_heading_over_two_lines_is_a_title_of_whole_words() -> None:
    assert (
        read("<h1>A letter<br>to all parents</h1><p>Two vans.").title == "A letter to all parents"
    )


def test_the_sites_name_in_the_page_header_is_not_the_title() -> None:
    page = "<title>Winter meals | The Council</title><header><h1>The Council</h1></header><p>Vans."
    assert read(page).title == "Winter meals | The Council"


# --- date ---


@pytest.mark.parametrize(
    "page",
    [
        "<meta property='article:published_time' content='2021-05-14T09:30:00+02:00'>",
        "<meta name=DC.Date content=2021-05-14>",
        "<meta name=citation_publication_date content=2021/05/14>",
        "<meta itemprop=datePublished content='May 14, 2021'>",
        """<script type="application/ld+json">{"datePublished": "2021-05-14"}</script>""",
        """<script type="application/ld+json">[1, {"datePublished": "2021-05-14"}]</script>""",
        "<p>Posted <time datetime='2021-05-14'>yesterday</time></p>",
        "<h1>Meals</h1><p>14 May 2021</p>",
        "<h1>Meals</h1><p>The Council<br>Published: May 14th, 2021</p>",
    ],
)
def test_the_date_is_found_where_pages_state_it(page: str) -> None:
    assert read(f"{page}<p>Two vans.</p>").date == date(2021, 5, 14)


def test_metadata_comes_before_elements_and_elements_before_lines() -> None:
    line, element = "<p>3 May 2021</p>", "<time datetime=2021-05-02>then</time>"
    linked = """<script type="application/ld+json">{"datePublished": "2021-05-01"}</script>"""
    assert read(line + element).date == date(2021, 5, 2)
    assert read(line + element + linked).date == date(2021, 5, 1)
    assert read(f"<meta name=date content=2021-04-30>{line}{element}{linked}").date == date(
        2021, 4, 30
    )


@pytest.mark.parametrize(
    "page",
    [
        "<meta name=date content=soon>",
        "<meta name=date content=03/04/2021>",
        """<script type="application/ld+json">{"datePublished": </script>""",
        """<script type="application/ld+json">{"datePublished": 2021}</script>""",
        """<script type="application/ld+json">"2021-05-14"</script>""",
        "<script>{'datePublished': '2021-05-14'}</script>",
        "<time>last spring</time>",
        "<p>On 14 May 2021 the vans came.</p>",
        "<p>Two.</p>" * 6 + "<p>14 May 2021</p>",
        '<script type="application/ld+json">' + "[" * 5000 + "</script>",
    ],
    ids=range(10),
)
def test_what_states_no_date_gives_none(page: str) -> None:
    assert read(f"{page}<p>Two vans.</p>").date is None


# --- what is left out ---

TEXT = "<p>Two vans brought the meals.</p>"


@pytest.mark.parametrize(
    "extra",
    [
        "<nav><a href=/>Home</a></nav>",
        "<header><h1>The Council</h1></header>",
        "<footer>All rights reserved</footer>",
        "<aside>Read more</aside>",
        "<div role=navigation>Home</div>",
        "<div role=banner>The Council</div>",
        "<div class='Top NavBar'>Home</div>",
        "<ol class=breadcrumb><li>Home</ol>",
        "<a href=#main>Skip to content</a>",
        "<p hidden>Not now</p>",
        "<div style='color: red; Display : none'>Not now</div>",
        "<p style=visibility:hidden>Not now</p>",
        "<ul><li><a>Home</a><li><a>News</a><li><a>About us</a><li><a>Contact</a></ul>",
    ],
)
def test_what_is_there_to_use_the_page_is_left_out_and_its_share_is_named(extra: str) -> None:
    before, after = read(extra + TEXT), read(TEXT + extra)
    assert before.text == after.text == "Two vans brought the meals."
    assert "% of it left out" in before.how
    assert before.how == after.how
    assert before.notes == after.notes != ()


@pytest.mark.parametrize(
    ("extra", "note"),
    [
        ("<nav><a>Home</a><a>News</a></nav>", 'navigation is not in the text: "Home News"'),
        ("<p hidden>Not now</p>", 'text that the page hides is not in the text: "Not now"'),
        ("<header>A</header>", 'what stands at the page\'s edges is not in the text: "A"'),
        (f"<nav>{'Home ' * 20}</nav>", f'navigation is not in the text: "{"Home " * 12}..."'),
    ],
)
def test_what_is_left_out_is_noted_with_the_reason(extra: str, note: str) -> None:
    assert read(extra + TEXT).notes == (note,)


@pytest.mark.parametrize(
    "said",
    [
        "Opening hours: Monday to Friday from 9 to 17.",
        "Harbour Street 4, Tromness",
        "The vans were given by the council of Skerray.",
        "営業時間は九時から五時まで",
    ],
)
@pytest.mark.parametrize(
    "edge", ["<footer>{}</footer>", "<aside>{}</aside>", "<header>{}</header>",
             "<div role=contentinfo>{}</div>", "<main><aside>{}</aside></main>",
             "<footer><nav><a href=a>Home</a></nav><p>{}</p></footer>"]
)  # fmt: skip
def test_what_is_said_at_the_edges_of_a_page_is_read(edge: str, said: str) -> None:
    assert text_of(f"<article>{TEXT}</article>{edge.format(said)}") == (
        f"Two vans brought the meals.\n\n{said}"
    )


def test_links_at_the_edges_of_a_page_are_no_sentence() -> None:
    links = "".join(f"<a href={n}>All about the vans of year {n}</a>" for n in range(9))
    assert text_of(f"{TEXT}<footer>{links}</footer>") == "Two vans brought the meals."


def test_the_share_that_was_left_out_is_counted_in_letters() -> None:
    # "Home" has 4 letters, "Two vans." 8 with its stop and without its space: a third.
    assert read("<nav>Home</nav><p>Two vans.</p>").how == "html, utf-8, 33% of it left out"
    assert read("<p>Two vans.</p>").how == "html, utf-8"


@pytest.mark.parametrize(
    "extra",
    [
        "<script>run()</script>",
        "<style>p { color: red }</style>",
        "<!-- a note -->",
        "<template>later</template>",
        "<noscript>Turn scripts on</noscript>",
        "<textarea>Type here</textarea>",
        "<select><option>One</select>",
        "<button>Send</button>",
        "<svg><text>drawn</text></svg>",
        "<iframe>old</iframe>",
    ],
)
def test_what_shows_no_text_is_left_out(extra: str) -> None:
    assert text_of(f"<p>Two {extra}vans.</p>{extra}") == "Two vans."


def test_the_header_and_footer_of_an_article_are_kept() -> None:
    page = (
        "<header>The Council</header><article><header><h1>Meals</h1><p>By Tomas Berg</p></header>"
        f"{TEXT}<footer>Written in May.</footer></article><footer>Imprint</footer>"
    )
    assert (
        text_of(page) == "Meals\n\nBy Tomas Berg\n\nTwo vans brought the meals.\n\nWritten in May."
    )


def test_a_few_links_within_an_article_are_kept() -> None:
    page = (
        f"<article>{TEXT}<ul><li><a href=a>The vans</a><li><a href=b>The drivers</a></ul></article>"
    )
    assert text_of(page) == "Two vans brought the meals.\n\n- The vans\n- The drivers"


def test_a_list_of_sources_with_words_around_its_links_is_kept() -> None:
    items = "".join(
        f"<li><a href={n}>Report {n}</a>, on the meals that the vans brought in week {n}</li>"
        for n in range(1, 6)
    )
    assert text_of(f"{TEXT}<ul>{items}</ul>") == "Two vans brought the meals.\n\n" + "\n".join(
        f"- Report {n}, on the meals that the vans brought in week {n}" for n in range(1, 6)
    )


def test_a_list_of_links_with_long_titles_is_kept() -> None:
    title = "How the meals of the long winter were brought to the homes of week"
    items = "".join(f"<li><a href={n}>{title} {n}</a></li>" for n in range(1, 6))
    assert text_of(f"<ul>{items}</ul>") == "\n".join(f"- {title} {n}" for n in range(1, 6))


@pytest.mark.parametrize(
    "page",
    [
        "<nav><p>The bell rings at noon.</p></nav>",
        "<div hidden><p>The bell rings at noon.</p></div>",
        "<footer><a href=a>The bell rings at noon.</a></footer>",
    ],
)
def test_a_page_of_which_nothing_would_be_left_is_read_whole(page: str) -> None:
    extract = read(page)
    assert (extract.text, extract.how) == ("The bell rings at noon.", "html, utf-8")
    assert extract.notes == (
        "it has nothing but navigation, page edges and hidden text, and was read whole",
    )


# --- blocks ---


def test_a_list_is_one_block() -> None:
    page = "<p>Needed:</p><ul><li>two vans<li>four <b>drivers</b></ul><p>End.</p>"
    assert text_of(page) == "Needed:\n\n- two vans\n- four drivers\n\nEnd."


def test_a_list_item_may_hold_paragraphs() -> None:
    page = "<ul><li><p>two vans</p></li><li><p>four drivers</p></li></ul>"
    assert text_of(page) == "- two vans\n- four drivers"


def test_an_ordered_list_counts_from_its_start() -> None:
    assert text_of("<ol><li>one<li>two</ol>") == "1. one\n2. two"
    assert text_of("<ol start=7><li>seven<li>eight</ol>") == "7. seven\n8. eight"


@pytest.mark.parametrize("start", ["", "x", "1.5", "²", "9" * 5000])
def test_a_start_that_cannot_be_counted_from_does_not_stop_the_reader(start: str) -> None:
    assert text_of(f"<ol start='{start}'><li>vans</ol>").endswith(". vans")


def test_lists_within_lists_count_by_themselves() -> None:
    page = "<ol><li>vans<ul><li>red<li>blue</ul><li>drivers<ol><li>Berg</ol></ol>"
    assert text_of(page) == "1. vans\n- red\n- blue\n2. drivers\n1. Berg"


def test_a_tables_cells_are_divided_by_bars_and_its_rows_by_lines() -> None:
    page = (
        "<p>Cost:</p><table><caption>In euros</caption><thead><tr><th>Van</th><th>Price</th></tr>"
        "</thead><tr><td>red</td><td>5</td></tr><tr><td>blue</td><td><b>6</b></td></tr></table>End."
    )
    assert text_of(page) == "Cost:\n\nIn euros\nVan | Price\nred | 5\nblue | 6\n\nEnd."


def test_a_tables_cells_may_hold_paragraphs() -> None:
    page = (
        "<table><tr><td><p>red</p></td><td><p>5</p></td></tr><tr><td><div>blue</div><td>6</table>"
    )
    assert text_of(page) == "red | 5\nblue | 6"


def test_an_empty_cell_keeps_the_cells_around_it_apart() -> None:
    assert text_of("<table><tr><td>red</td><td></td><td>5</td></tr></table>") == "red | | 5"


def test_preformatted_text_keeps_its_lines_and_spaces() -> None:
    page = "<p>Text.</p><pre>vans   2\n  red  1\n\n  blue 1</pre><p>a   b</p>"
    assert text_of(page) == "Text.\n\nvans   2\n  red  1\n\n  blue 1\n\na b"


def test_a_br_is_a_line_break() -> None:
    assert text_of("<p>4 Long Quay<br>North Harbour<br/>\n The Islands</p>") == (
        "4 Long Quay\nNorth Harbour\nThe Islands"
    )


def test_inline_elements_do_not_divide_words() -> None:
    assert text_of("<p>v<b>a</b>n<i>s</i> and<span> drivers</span></p>") == "vans and drivers"


def test_text_beside_blocks_is_a_block_of_its_own() -> None:
    assert text_of("one<div>two<p>three</p>four</div>five") == "one\n\ntwo\n\nthree\n\nfour\n\nfive"


def test_a_definition_list_is_its_terms_and_meanings() -> None:
    assert text_of("<dl><dt>Van</dt><dd>A small lorry.</dd></dl>") == "Van\n\nA small lorry."


def test_a_heading_is_named_behind_those_that_it_stands_under() -> None:
    extract = read(
        "<h1>Minutes</h1><h2>April</h2><h4>Police</h4><p>One van.</p>"
        "<div><h2>May</h2><h3>Police</h3><p>No van.</p></div>"
    )
    assert [mark.label for mark in extract.marks] == [
        "section Minutes",
        "section April",
        "section April > Police",
        "section May",
        "section May > Police",
    ]


def test_a_heading_without_words_leaves_no_place() -> None:
    extract = read("<h2> </h2><p>Two vans.</p><h2><img src=x></h2><p>End.</p>")
    assert (extract.text, extract.marks) == ("Two vans.\n\nEnd.", (Mark(0, "beginning"),))


def test_a_heading_after_a_list_stands_after_it() -> None:
    extract = read("<ul><li>two vans</ul><h2>Drivers</h2><p>Four.</p>")
    assert extract.text == "- two vans\n\nDrivers\n\nFour."
    assert extract.marks == (Mark(0, "beginning"), Mark(12, "section Drivers"))


# --- characters ---


def test_entities_are_the_characters_they_stand_for() -> None:
    assert text_of("<p>R&amp;D &lt;b&gt; caf&eacute; &#8364;5 &#x41; &copy 1&nbsp;km</p>") == (
        "R&D <b> café €5 A © 1 km"
    )


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_are_line_feeds(line_end: str) -> None:
    assert text_of(f"<pre>one{line_end}two</pre><p>a{line_end}b</p>") == "one\ntwo\n\na b"


def test_a_carriage_return_written_as_an_entity_is_no_second_kind_of_line_break() -> None:
    assert "\r" not in text_of("<pre>one&#13;two</pre>")


@pytest.mark.parametrize(
    ("text", "encoding", "meta"),
    [
        ("学校の給食は月曜日から始まります。", "shift_jis", "<meta charset=shift_jis>"),
        ("学校の給食は月曜日から始まります。", "euc_jp", "<meta charset='EUC-JP'>"),
        (
            "Школы откроются в понедельник.",
            "cp1251",
            "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>",
        ),
        ("The café’s “kitchen” is open.", "cp1252", "<meta charset=iso-8859-1>"),
        ("Zażółć gęślą jaźń.", "iso8859_2", "<meta charset=iso-8859-2>"),
        ("Школы и кафе: café.", "utf-8", "<meta charset=utf-8>"),
    ],
)
def test_the_encoding_that_the_page_states_is_used(text: str, encoding: str, meta: str) -> None:
    page = f"<html><head>{meta}<title>{text}</title></head><p>{text}</p></html>"
    extract = read_html(page.encode(encoding), "a.html")
    assert (extract.text, extract.title) == (text, text)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_taken_at_its_word_and_is_not_text(encoding: str) -> None:
    extract = read_html("<p>Школы и café</p>".encode(encoding), "a.html")
    assert extract.text == "Школы и café"


@pytest.mark.parametrize("head", ["<meta charset=utf-8>", ""])
def test_a_byte_that_is_no_utf8_spoils_nothing_but_itself(head: str) -> None:
    page = f"<head>{head}</head><p>Größere Übungen fallen aus.</p><p>Max".encode()
    extract = read_html(page + b"\xff</p>", "a.html")
    assert extract.text == "Größere Übungen fallen aus.\n\nMax\ufffd"
    assert extract.notes == ("1 byte was not read: it is no utf-8",)


@pytest.mark.parametrize("encoding", ["UTF-8", "utf8", "ISO-8859-1", "windows-1251", "unheard-of"])
def test_the_encoding_that_a_page_in_xml_states_is_used(encoding: str) -> None:
    text = "Школа" if encoding == "windows-1251" else "Frau Aumüller"
    page = f"<?xml version='1.0' encoding='{encoding}'?>\n<html><body><p>{text}</p></body></html>"
    codec = "utf-8" if encoding == "unheard-of" else encoding
    assert read_html(page.encode(codec), "a.xhtml").text == text


def test_a_page_in_xml_is_taken_at_its_word_also_where_utf8_would_fit() -> None:
    page = "<?xml version='1.0' encoding='ISO-8859-1'?><html><body><p>Aumüller</p></body></html>"
    assert read_html(page.encode(), "a.xhtml").text == "AumÃ¼ller"


def test_what_the_page_states_in_its_head_comes_before_its_first_line() -> None:
    first, head = "<?xml version='1.0' encoding='UTF-16'?>", "<meta charset=windows-1251>"
    page = f"{first}<html><head>{head}</head><body><p>Школа</p></body></html>"
    assert read_html(page.encode("cp1251"), "a.xhtml").text == "Школа"


def test_the_word_encoding_further_down_states_none() -> None:
    page = '<p>The setting encoding = "latin1" is Aumüller\'s.</p>'
    assert "Aumüller" in read_html(page.encode(), "a.html").text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("by M. Saarela<sup>1</sup>, A. Ruiz<sup>1,2</sup>", "by M. Saarela¹, A. Ruiz¹,²"),
        ("10<sup>6</sup> cells, 10<sup>\u22123</sup> m", "10⁶ cells, 10⁻³ m"),
        ("on the 4<sup>th</sup> day", "on the 4th day"),
        ("said so<sup><a href='#n'>12</a></sup>", "said so¹²"),
        ("H<sub>2</sub>O", "H2O"),
    ],
)
def test_raised_figures_are_no_part_of_the_word_before(html: str, text: str) -> None:
    assert text_of(f"<p>{html}</p>") == text


def test_utf8_is_known_without_being_stated() -> None:
    assert read_html("<p>Школы и café</p>".encode(), "a.html").text == "Школы и café"


# --- odd and hostile pages ---


def test_a_very_deeply_nested_page_is_read() -> None:
    assert text_of("<div>" * 20_000 + "deep" + "</div>" * 20_000 + "<p>End.</p>") == "deep\n\nEnd."


def test_a_page_of_thousands_of_paragraphs_side_by_side_is_read_before_long() -> None:
    # Our own limit: far more than a second's work, far less than the hours of a quadratic walk.
    program = (
        "from corpus.readers.html import read_html\n"
        "page = '<p>Two vans.</p>' * 20_000 + '<ul>' + '<li><a>A van</a> came.' * 5_000\n"
        "print(len(read_html(page.encode(), 'a.html').text))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(corpus.__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    # "Two vans." and a blank line, then "- A van came." and a line break.
    assert int(ran.stdout) == 20_000 * 11 + 5_000 * 14 - 1


@pytest.mark.parametrize("tag", ["blockquote", "ul", "table", "b", "section", "section><header"])
def test_a_page_nested_deep_in_one_kind_of_element_is_read(tag: str) -> None:
    assert text_of(f"<{tag}>" * 1_000 + "deep") == "deep"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>one<p>two <b>three<p>four", "one\n\ntwo three\n\nfour"),
        ("one</div></p></b>two", "one\n\ntwo"),
        ("<table><tr><td>one<td>two<tr><td>three", "one | two\nthree"),
        ("<li>one<li>two", "one\n\ntwo"),
        ("<p class='x>one</p><p>two'>three</p>", "three"),
        ("<b><p>one</b>two</p>", "onetwo"),
        ("</ul></ol></table>one", "one"),
        ("one <", "one <"),
        ("just words", "just words"),
    ],
)
def test_broken_markup_is_read_as_browsers_read_it(page: str, text: str) -> None:
    assert text_of(page) == text


@pytest.mark.parametrize("data", [b"", b" \n", b"<", b"<html>", b"<!-- only -->", b"<frameset>"])
def test_a_page_without_a_body_has_no_text(data: bytes) -> None:
    extract = read_html(data, "a.html")
    assert (extract.text.strip("<"), extract.title, extract.date) == ("", "", None)


_TAGS = "p div ul ol li table tr td th h1 h2 pre br b a nav header article section span".split()
_PIECES = (
    st.sampled_from([f"<{tag}>" for tag in _TAGS] + [f"</{tag}>" for tag in _TAGS])
    | st.sampled_from(
        ["<a href='#x'>", "<ol start=3>", "<p hidden>", " ", "\n", "&amp;", "<!--", "-->"]
    )
    | st.text("abcü字 ", max_size=4)
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_any_mixture_of_tags_is_read_with_marks_in_order_at_their_headings(page: str) -> None:
    extract = read(page)
    offsets = [mark.offset for mark in extract.marks]
    assert offsets == sorted(set(offsets))
    assert offsets[0] == 0
    assert "\r" not in extract.text
    assert extract.text == extract.text.strip()
    for mark in extract.marks:
        if mark.label != "beginning":
            heading = extract.text[mark.offset :].partition("\n\n")[0]
            assert mark.label.endswith((f"section {heading}", f" > {heading}"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abcdefü字", min_size=1, max_size=8), min_size=1, max_size=12))
def test_the_words_of_a_page_are_kept_in_their_order(words: list[str]) -> None:
    forms = (
        "<p>{}</p>",
        "<div>{}</div>",
        "<h2>{}</h2>",
        "{}<br>",
        "<p><b>{}</b></p>",
        "<pre>{}</pre>",
    )
    page = "".join(forms[number % len(forms)].format(word) for number, word in enumerate(words))
    assert text_of(page).split() == words


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        ('<meta name="author" content="Museum  Board">', "Museum Board"),
        ('<meta property="og:site_name" content="News"><meta name="author" content="Ana">', "Ana"),
        ('<meta property="og:site_name" content="City News">', "City News"),
        ('<meta name="author" content="https://a.b"><meta name="publisher" content="P">', "P"),
        ("<title>Vans</title>", ""),
    ],
)
def test_the_issuer_is_who_the_metadata_name(head: str, issuer: str) -> None:
    assert read(f"<html><head>{head}</head><body><p>Two vans.</p></body></html>").issuer == issuer
