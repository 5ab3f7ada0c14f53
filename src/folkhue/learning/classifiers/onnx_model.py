"""A trained classifier as an ONNX model: colors in, names and probabilities out."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import onnx
import onnxruntime
from onnx import TensorProto, helper
from skl2onnx import to_onnx
from skl2onnx.common.data_types import UInt8TensorType

from folkhue.learning.classifiers.onnx_converters import OPSET, register

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from folkhue.learning.classifiers.export import Predict
    from folkhue.learning.classifiers.name_classifier import NameClassifier

_QUIET = 3  # errors only


def onnx_bytes(classifier: NameClassifier) -> bytes:
    """Convert a classifier; see `folkhue.learning.classifiers.export.export_onnx`."""
    register()
    pipeline = classifier.pipeline_
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # skl2onnx reads what is deprecated
        model = to_onnx(
            pipeline,
            initial_types=[("rgb", UInt8TensorType([None, 3]))],
            options={id(pipeline): {"zipmap": False}},
            target_opset=OPSET,
        )
    _name(model, [*map(str, classifier.classes_)], hasattr(classifier, "predict_proba"))
    onnx.checker.check_model(model)
    contents: bytes = model.SerializeToString()
    return contents


def _name(model: Any, names: list[str], probabilistic: bool) -> None:
    """Let a model give names instead of their indices, and its outputs the same names."""
    graph = model.graph
    label, second = graph.output  # of a kind without probabilities, the second are scores
    encoded = [name.encode() for name in names]
    graph.initializer.append(helper.make_tensor("names", TensorProto.STRING, [len(names)], encoded))
    graph.node.append(helper.make_node("Gather", ["names", label.name], ["name"]))
    outputs = [helper.make_tensor_value_info("name", TensorProto.STRING, [None])]
    if probabilistic:
        shape = [None, len(names)]
        outputs.append(helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, shape))
        if second.name != "probabilities":
            node = helper.make_node("Identity", [second.name], ["probabilities"])
            graph.node.append(node)
    del graph.output[:]
    graph.output.extend(outputs)
    helper.set_model_props(model, {"names": "\n".join(names)})


def onnx_predict(contents: bytes) -> Predict:
    """Return a function that names colors by a model."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _QUIET
    session = onnxruntime.InferenceSession(contents, options, providers=["CPUExecutionProvider"])

    def predict(rgb: NDArray[Any]) -> NDArray[Any]:
        [names] = session.run(["name"], {"rgb": rgb})
        found: NDArray[Any] = names
        return found

    return predict
