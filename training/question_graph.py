"""Writes the computation of a question's vector as an ONNX graph without weights.

    python -m training.question_graph

makes `index/question.onnx`: all-MiniLM-L6-v2 (BERT with 6 layers; Wang et al. 2020, arXiv
2002.10957) for one text, its token vectors' mean, and the scaling to length 1. The weights stay in
the model's own file, under the names that they have there; those of a layer's queries, keys and
values are handed over as one, which takes a tenth less of the time.
"""

from collections.abc import Sequence
from pathlib import Path

import onnx
from onnx import TensorProto, helper

from index.question_model import GRAPH, PROJECTIONS, together

LAYERS = 6
HEADS = 12
DIMENSION = 384
INNER = 1536
WORDS = 30_522
PLACES = 512
# The operators' version: the first one that has Gelu.
_OPERATORS = 20
_FORMAT = 10
_EPSILON = 1e-12


class _Writer:
    """Collects the nodes and weights of a graph; each method gives the name of its result."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._tensors: dict[str, TensorProto] = {}

    def weight(self, name: str, *shape: int) -> str:
        """A weight that is handed over when the graph is loaded."""
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=shape)
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="model.safetensors")
        self._tensors[name] = tensor
        return name

    def numbers(self, *values: int) -> str:
        """Whole numbers that are part of the graph."""
        name = "numbers " + " ".join(map(str, values))
        self._tensors[name] = helper.make_tensor(name, TensorProto.INT64, [len(values)], values)
        return name

    def number(self, value: int) -> str:
        """One whole number that is part of the graph."""
        name = f"number {value}"
        self._tensors[name] = helper.make_tensor(name, TensorProto.INT64, [], [value])
        return name

    def fraction(self, value: float) -> str:
        """A number that is part of the graph."""
        name = f"fraction {value:.6f}"
        self._tensors[name] = helper.make_tensor(name, TensorProto.FLOAT, [], [value])
        return name

    def apply(self, operator: str, *inputs: str, **attributes: float | Sequence[int]) -> str:
        """The result of one operator."""
        name = f"{operator} {len(self._nodes)}"
        node = helper.make_node(operator, inputs, [name])
        node.attribute.extend(
            helper.make_attribute(key, value) for key, value in sorted(attributes.items())
        )
        self._nodes.append(node)
        return name

    def linear(self, value: str, name: str, outputs: int, inputs: int) -> str:
        """A linear layer, as PyTorch stores it."""
        weight = self.weight(f"{name}.weight", outputs, inputs)
        return self.apply("Gemm", value, weight, self.weight(f"{name}.bias", outputs), transB=1)

    def normalised(self, value: str, name: str) -> str:
        """A layer normalisation."""
        weight = self.weight(f"{name}.weight", DIMENSION)
        bias = self.weight(f"{name}.bias", DIMENSION)
        return self.apply("LayerNormalization", value, weight, bias, axis=-1, epsilon=_EPSILON)

    def model(self, given: str, result: str) -> onnx.ModelProto:
        """The graph, from token numbers `given` to the vector `result`."""
        self._nodes.append(helper.make_node("Identity", [result], ["vector"]))
        graph = helper.make_graph(
            self._nodes,
            "question",
            [helper.make_tensor_value_info(given, TensorProto.INT64, ["tokens"])],
            [helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, DIMENSION])],
            list(self._tensors.values()),
        )
        operators = [helper.make_opsetid("", _OPERATORS)]
        return helper.make_model(graph, opset_imports=operators, ir_version=_FORMAT)


def question_graph() -> onnx.ModelProto:
    """The graph: token numbers, (tokens,) int64, to the question's vector, (1, 384) float32."""
    writer = _Writer()
    value = _embedded(writer, "ids")
    for number in range(LAYERS):
        value = _layer(writer, value, f"encoder.layer.{number}")
    mean = writer.apply("ReduceMean", value, writer.numbers(0), keepdims=1)
    return writer.model("ids", writer.apply("LpNormalization", mean, axis=1, p=2))


def _embedded(writer: _Writer, ids: str) -> str:
    zero = writer.numbers(0)
    words = writer.weight("embeddings.word_embeddings.weight", WORDS, DIMENSION)
    places = writer.weight("embeddings.position_embeddings.weight", PLACES, DIMENSION)
    kinds = writer.weight("embeddings.token_type_embeddings.weight", 2, DIMENSION)
    value = writer.apply("Gather", words, ids)
    place = writer.apply("Slice", places, zero, writer.apply("Shape", ids), zero)
    kind = writer.apply("Slice", kinds, zero, writer.numbers(1), zero)
    value = writer.apply("Add", writer.apply("Add", value, place), kind)
    return writer.normalised(value, "embeddings.LayerNorm")


def _layer(writer: _Writer, value: str, name: str) -> str:
    attended = _attention(writer, value, f"{name}.attention.self")
    linear = writer.linear(attended, f"{name}.attention.output.dense", DIMENSION, DIMENSION)
    added = writer.apply("Add", linear, value)
    value = writer.normalised(added, f"{name}.attention.output.LayerNorm")
    inner = writer.linear(value, f"{name}.intermediate.dense", INNER, DIMENSION)
    outer = writer.linear(writer.apply("Gelu", inner), f"{name}.output.dense", DIMENSION, INNER)
    return writer.normalised(writer.apply("Add", outer, value), f"{name}.output.LayerNorm")


def _attention(writer: _Writer, value: str, name: str) -> str:
    size = DIMENSION // HEADS
    linear = writer.linear(value, together(name), len(PROJECTIONS) * DIMENSION, DIMENSION)
    shaped = writer.apply("Reshape", linear, writer.numbers(-1, len(PROJECTIONS), HEADS, size))
    heads = writer.apply("Transpose", shaped, perm=(1, 2, 0, 3))
    query, key, own = (
        writer.apply("Gather", heads, writer.number(place)) for place in range(len(PROJECTIONS))
    )
    turned = writer.apply("Transpose", key, perm=(0, 2, 1))
    product = writer.apply("MatMul", query, turned)
    scaled = writer.apply("Mul", product, writer.fraction(size**-0.5))
    shares = writer.apply("Softmax", scaled, axis=-1)
    mixed = writer.apply("MatMul", shares, own)
    joined = writer.apply("Transpose", mixed, perm=(1, 0, 2))
    return writer.apply("Reshape", joined, writer.numbers(-1, DIMENSION))


def main() -> None:
    """Write the graph into the package."""
    target = Path(__file__).parent.parent / "index" / GRAPH
    target.write_bytes(question_graph().SerializeToString(deterministic=True))
    print(f"{target}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
