"""Importing Gradio without the stubs that it writes."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PROGRAM = """
import inspect, sys
stubs = []
def watch(event, details):
    if event == "open" and str(details[0]).endswith(".pyi"):
        stubs.append(details[0])
sys.addaudithook(watch)
find = inspect.getfile
{importing}
import gradio
assert inspect.getfile is find
print(len(stubs), gradio.Textbox("said").value)
"""


def printed(importing: str) -> str:
    program = PROGRAM.format(importing=importing)
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return run.stdout.strip()


def test_no_stub_is_looked_at_and_components_work() -> None:
    assert printed("from chat.gradio_import import import_gradio; import_gradio()") == "0 said"


def test_without_it_every_component_has_its_stub_compared() -> None:
    assert int(printed("").split()[0]) > 10
