"""Small office files built in code: zip files with the XML that the readers are asked to read."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

_OFFICE = "http://schemas.openxmlformats.org"
WORD_NAMESPACES = " ".join(
    (
        f'xmlns:w="{_OFFICE}/wordprocessingml/2006/main"',
        f'xmlns:r="{_OFFICE}/officeDocument/2006/relationships"',
        f'xmlns:m="{_OFFICE}/officeDocument/2006/math"',
        f'xmlns:pic="{_OFFICE}/drawingml/2006/picture"',
        f'xmlns:c="{_OFFICE}/drawingml/2006/chart"',
        f'xmlns:mc="{_OFFICE}/markup-compatibility/2006"',
        'xmlns:v="urn:schemas-microsoft-com:vml"',
    )
)
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
ODF_NAMESPACES = " ".join(
    (
        *(f'xmlns:{name}="{_OASIS}:{name}:1.0"' for name in ("office", "text", "table", "style")),
        f'xmlns:draw="{_OASIS}:drawing:1.0"',
        f'xmlns:meta="{_OASIS}:meta:1.0"',
        f'xmlns:svg="{_OASIS}:svg-compatible:1.0"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
    )
)
_SHARED = Path(__file__).parents[4] / "shared" / "data" / "parser-docs"


def real_file(name: str) -> bytes:
    """A file of the collection beside the checkout; the test is skipped where there is none."""
    path = _SHARED / name
    if not path.exists():
        pytest.skip(f"no {path} beside the checkout")
    return path.read_bytes()


def zip_of(members: Mapping[str, str | bytes]) -> bytes:
    """A zip file with these members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def packed(data: bytes) -> bytes:
    """The zip file `data` with its members compressed."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as smaller,
    ):
        for name in archive.namelist():
            smaller.writestr(name, archive.read(name))
    return target.getvalue()


def word(body: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A Word document with this body, and parts such as "styles": their XML without the root."""
    roots = {"header1": "hdr", "header2": "hdr", "footer1": "ftr"}
    members: dict[str, str | bytes] = {
        "word/document.xml": f"<w:document {WORD_NAMESPACES}><w:body>{body}</w:body></w:document>"
    }
    relations = []
    for name, content in (parts or {}).items():
        if "/" in name:
            members[name] = content
            continue
        assert isinstance(content, str)
        root = roots.get(name, name)
        members[f"word/{name}.xml"] = f"<w:{root} {WORD_NAMESPACES}>{content}</w:{root}>"
        relations.append(
            f'<Relationship Id="{name}" Type="x/{name.rstrip("12")}" Target="{name}.xml"/>'
        )
    members["word/_rels/document.xml.rels"] = f"<Relationships>{''.join(relations)}</Relationships>"
    members["_rels/.rels"] = (
        '<Relationships><Relationship Id="1" Type="x/officeDocument" Target="word/document.xml"/>'
        '<Relationship Id="2" Type="x/core-properties" Target="docProps/core.xml"/>'
        '<Relationship Id="3" Type="x/extended-properties" Target="docProps/app.xml"/>'
        "</Relationships>"
    )
    members.setdefault("docProps/core.xml", core())
    members.setdefault("docProps/app.xml", "<Properties/>")
    return zip_of(members)


def core(title: str = "", creator: str = "", created: str = "", modified: str = "") -> str:
    """The properties of a Word document."""
    return (
        '<p xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:t="http://purl.org/dc/terms/">'
        f"<dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator>"
        f"<t:created>{created}</t:created><t:modified>{modified}</t:modified></p>"
    )


def para(content: str, style: str = "", extra: str = "") -> str:
    """A paragraph of a Word document, of a text or of runs."""
    runs = content if content.startswith("<") else f"<w:r><w:t>{content}</w:t></w:r>"
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{extra}</w:pPr>{runs}</w:p>"


def odt(body: str, parts: Mapping[str, str | bytes] | None = None, styles: str = "") -> bytes:
    """An OpenDocument text with this body; `styles` are the automatic ones in its content."""
    return zip_of(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {ODF_NAMESPACES}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
            **(parts or {}),
        }
    )


def book(
    pages: Mapping[str, str],
    *,
    metadata: str = "",
    ncx: str = "",
    nav: str = "",
    items: str = "",
    extra: Mapping[str, str] | None = None,
) -> bytes:
    """A book of these pages, in this order; a page without content is missing from the file."""
    manifest = "".join(
        f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>'
        for name in pages
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in pages)
    if ncx:
        manifest += '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    if nav:
        manifest += (
            '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        )
    members = {
        "META-INF/container.xml": '<container><rootfile full-path="in/a.opf"/></container>',
        "in/a.opf": f'<package xmlns:dc="d" xmlns:opf="o"><metadata>{metadata}</metadata>'
        f"<manifest>{manifest}{items}</manifest><spine>{spine}</spine></package>",
        "in/toc.ncx": f"<!DOCTYPE ncx PUBLIC 'a' 'b.dtd'><ncx><navMap>{ncx}</navMap></ncx>",
        "in/nav.xhtml": f'<html xmlns:epub="e"><body>{nav}</body></html>',
        **{
            f"in/{name}.xhtml": f"<html><head><title/></head><body>{content}</body></html>"
            for name, content in pages.items()
            if content
        },
        **(extra or {}),
    }
    return zip_of(members)
