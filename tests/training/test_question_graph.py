"""The script that writes the question model's graph, beside the graph in the package."""

from importlib.resources import files

import onnx
import pytest

from index.question_model import GRAPH
from training.question_graph import question_graph


@pytest.fixture(scope="module")
def shipped() -> onnx.ModelProto:
    return onnx.load_from_string(files("index").joinpath(GRAPH).read_bytes())


def test_the_script_writes_the_graph_in_the_package(shipped: onnx.ModelProto) -> None:
    assert question_graph() == shipped


def test_the_graph_holds_no_weights(shipped: onnx.ModelProto) -> None:
    named = [one for one in shipped.graph.initializer if one.name.endswith((".weight", ".bias"))]
    # Five of the embeddings, and sixteen a layer, of which three and three come as one.
    assert len(named) == 5 + 6 * 12
    assert all(one.data_location == onnx.TensorProto.EXTERNAL for one in named)
    assert not any(one.raw_data for one in named)
