"""A chat that runs as its users run it, and a real browser to look at it with."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

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
def chat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `qa serve` over the sample documents and one hostile document."""
    folder = tmp_path_factory.mktemp("documents")
    shutil.copytree(ROOT / "corpus" / "sample", folder, dirs_exist_ok=True)
    (folder / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    index = str(tmp_path_factory.mktemp("index"))
    command = [sys.executable, "-m", "qa"]
    subprocess.run([*command, "index", str(folder), "--index", index], cwd=ROOT, check=True)
    server = subprocess.Popen(
        [*command, "serve", "--index", index, "--port", "0"],
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
def page(browser: Browser) -> Iterator[Page]:
    """An empty page, with nothing kept from others."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_MILLISECONDS)
    yield opened
    context.close()
