"""A chat that runs as its users run it, and a real browser to look at it with."""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from playwright.sync_api import Page as Tab

from tests.browser.attacks import hostile_files
from tests.corpus.readers.pdf_files import Page, column, pdf

ROOT = Path(__file__).parent.parent.parent
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
).split()

# How long the page may take before a test gives up. A busy machine is slow, and no test of ours is
# about speed, so this is far above what is ever needed.
PATIENCE_MILLISECONDS = 60_000
expect.set_options(timeout=PATIENCE_MILLISECONDS)


@pytest.fixture(scope="session")
def chat(index: Path) -> Iterator[str]:
    """The address of `qa serve` over the sample documents and some of our own."""
    with served(index) as address:
        # The models are loaded with the first question, which a busy machine may take long over.
        asked = urllib.request.Request(
            f"{address}/gradio_api/run/ask",
            json.dumps({"data": ["Who?", 1, None, None, None, "", ""]}).encode(),
            {"content-type": "application/json"},
        )
        urllib.request.urlopen(asked, timeout=300).read()
        yield address


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample documents, hostile ones, and PDF files."""
    folder = tmp_path_factory.mktemp("documents")
    shutil.copytree(ROOT / "corpus" / "sample", folder, dirs_exist_ok=True)
    (folder / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    for name, text in hostile_files():
        (folder / name).write_text(text, encoding="utf-8")
    for name in ("harbour.pdf", "changing.pdf"):
        (folder / name).write_bytes(harbour(name))
    return folder


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory, documents: Path) -> Path:
    """An index of the documents."""
    folder = tmp_path_factory.mktemp("index")
    command = [sys.executable, "-m", "qa", "index", str(documents), "--index", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True)
    return folder


@contextmanager
def served(index: Path, port: str = "0") -> Iterator[str]:
    """Run `qa serve`; gives its address."""
    server = subprocess.Popen(
        [sys.executable, "-m", "qa", "serve", "--index", str(index), "--port", port],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        address = re.search(r"http://\S+", line)
        assert address, f"no address in {line!r}"
        yield address.group()
    finally:
        server.terminate()
        server.wait(timeout=20)
        if server.stdout is not None:
            server.stdout.close()


def harbour(name: str) -> bytes:
    """A report of two pages; the second says when the lighthouse was lit."""
    first = [f"The harbour of Vellamo, after {name}", "", "Ships have called here since 1702."]
    second = [
        "The lighthouse of Vellamo was lit for the",
        "first time on 4 May 1886, by the keeper",
        "Aino Korhonen. It is forty metres high.",
    ]
    if name == "changing.pdf":
        second = ["The icehouse of Vellamo was sold to a", "brewer in 1911 for 70 crowns."]
    return pdf([Page([*column(72, 700, first)]), Page([*column(72, 500, second, size=14)])])


# A document that would run, restyle, fetch or fake things if it were taken for more than text.
HOSTILE = """The zyxomma survey was made by <script>document.title='owned'</script> seven \
<img src=x onerror="document.title='owned'"> divers in [1990](javascript:alert(1)).

The quokka index is **not bold**, ${document.title='owned'} {{title}} and $x^2$ \
<form action="http://example.com"><b style="position:fixed">stay here</b></form>.
"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, from the system's packages."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("there is no Chromium, and CI has to have one")
        pytest.skip("there is no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Tab]:
    """An empty page, with nothing kept from others."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_MILLISECONDS)
    yield opened
    context.close()
