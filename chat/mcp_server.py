"""The Model Context Protocol, by which assistants ask: Gradio's server, answering in JSON."""

import json
from collections.abc import Sequence
from importlib.util import find_spec

import gradio as gr

from qa.errors import MissingExtra


def check_mcp() -> None:
    """Make sure that the protocol can be served.

    Raises: MissingExtra: when the library for it is not installed.
    """
    if find_spec("mcp") is None:
        raise MissingExtra(
            "the Model Context Protocol needs the library mcp, which is not installed",
            hint="install it with `pip install 'chapterverse[mcp]'`, or leave `--mcp` out",
        )


def answer_in_json(blocks: gr.Blocks) -> None:
    """Let the protocol's server, if there is one, give results as JSON.

    Gradio writes a result as Python does, which no program but Python can read.
    """
    server = blocks.mcp_server_obj
    if server is None:
        return
    text_content = server.types.TextContent

    def results_as_json(results: Sequence[object], root_url: str) -> list[object]:  # noqa: ARG001
        return [
            text_content(type="text", text=json.dumps(result, ensure_ascii=False))
            for result in results
        ]

    server.postprocess_output_data = results_as_json  # type: ignore[method-assign, assignment]
