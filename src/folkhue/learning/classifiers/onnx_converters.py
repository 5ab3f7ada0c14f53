"""How folkhue's steps of pipelines become operations of ONNX, for skl2onnx.

Colors are converted in double precision, then passed on in single precision, which is what
scikit-learn's trees see, too, and the only one that all operations of ONNX take.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from itertools import product
from typing import Any

import numpy as np
from onnx import TensorProto
from skl2onnx import update_registered_converter
from skl2onnx.algebra import onnx_ops as ops
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType
from skl2onnx.common.shape_calculator import calculate_linear_classifier_output_shapes
from skl2onnx.operator_converters.random_forest import convert_sklearn_random_forest_classifier
from skl2onnx.operator_converters.voting_classifier import convert_voting_classifier
from sklearn.ensemble import HistGradientBoostingClassifier

from folkhue.color.spaces import D65, LMS_TO_OKLAB, SRGB_TO_LMS, SRGB_TO_XYZ, to_linear, to_unit
from folkhue.learning.classifiers.blend import Blend
from folkhue.learning.classifiers.color_space import AXES, ColorSpace
from folkhue.learning.classifiers.density import DensityClassifier

OPSET = {"": 18, "ai.onnx.ml": 3}
"""Versions of the operations, which runtimes since 2023 know."""

_EVERY = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
_OPTIONS = {"zipmap": [True, False, "columns"], "nocl": [True, False], "raw_scores": [True, False]}


def register() -> None:
    """Tell skl2onnx about folkhue's steps."""
    update_registered_converter(ColorSpace, "FolkhueColorSpace", _space_shape, _convert_space)
    update_registered_converter(
        DensityClassifier,
        "FolkhueDensityClassifier",
        calculate_linear_classifier_output_shapes,
        _convert_density,
        options=_OPTIONS,
    )
    update_registered_converter(
        Blend,
        "FolkhueBlend",
        _blend_shape,
        _convert_blend,
        options={**_OPTIONS, "output_class_labels": [False, True]},
    )
    update_registered_converter(
        HistGradientBoostingClassifier,
        "SklearnHistGradientBoostingClassifier",
        calculate_linear_classifier_output_shapes,
        _convert_boosting,
        options=_OPTIONS,
    )


def _op(name: str, *inputs: Any, **options: Any) -> Any:
    """Make an operation; numbers among its inputs are constants."""
    values = [np.array(each) if isinstance(each, float) else each for each in inputs]
    return getattr(ops, f"Onnx{name}")(*values, op_version=OPSET[""], **options)


def _space_shape(operator: Any) -> None:
    axes = AXES[operator.raw_operator.space]
    operator.outputs[0].type = FloatTensorType([None, len(axes)])


def _convert_space(scope: Any, operator: Any, container: Any) -> None:
    rgb = _op("Cast", operator.inputs[0], to=TensorProto.INT64)
    converted = _SPACES[operator.raw_operator.space](rgb)
    last = _op("Cast", converted, to=TensorProto.FLOAT, output_names=operator.outputs)
    last.add_to(scope, container)


def _unit(rgb: Any) -> Any:
    return _op("Gather", to_unit(_EVERY)[:, 0], rgb)


def _linear(rgb: Any) -> Any:
    return _op("Gather", to_linear(_EVERY)[:, 0], rgb)


def _lab(rgb: Any) -> Any:
    ratio = _op("MatMul", _linear(rgb), (SRGB_TO_XYZ / D65[:, None]).T.copy())
    delta = 6 / 29
    straight = _op("Add", _op("Mul", ratio, 1 / (3 * delta**2)), 4 / 29)
    bent = _op("Where", _op("Greater", ratio, delta**3), _op("Pow", ratio, 1 / 3), straight)
    turned = _op("MatMul", bent, np.array([[0.0, 500, 0], [116, -500, 200], [0, 0, -200]]))
    return _op("Add", turned, np.array([-16.0, 0, 0]))


def _oklab(rgb: Any) -> Any:
    lms = _op("Pow", _op("MatMul", _linear(rgb), SRGB_TO_LMS.T.copy()), 1 / 3)
    return _op("MatMul", lms, LMS_TO_OKLAB.T.copy())


def _opponent(rgb: Any) -> Any:
    return _op("MatMul", _unit(rgb), np.array([[1 / 3, 1, 0.5], [1 / 3, -1, 0.5], [1 / 3, 0, -1]]))


def _hue(rgb: Any) -> Any:
    lightness, a, b = (_op("Gather", _oklab(rgb), np.array([axis]), axis=1) for axis in range(3))
    chroma = _op("Sqrt", _op("Add", _op("Mul", a, a), _op("Mul", b, b)))
    damped = _op("Add", chroma, _GRAYISH)
    return _op("Concat", lightness, chroma, _op("Div", a, damped), _op("Div", b, damped), axis=1)


_GRAYISH = 0.04  # as in folkhue.color.spaces

_SPACES: dict[str, Callable[[Any], Any]] = {
    "rgb": _unit,
    "lab": _lab,
    "oklab": _oklab,
    "opponent": _opponent,
    "hue": _hue,
}


def _convert_density(scope: Any, operator: Any, container: Any) -> None:
    """Weight the densities at the corners of the cell around each point."""
    model: DensityClassifier = operator.raw_operator
    places, cells = _cells(model, operator.inputs[0])
    rest = _op("Sub", places, _op("Cast", cells, to=TensorProto.DOUBLE))
    densities = model.densities_.reshape(-1, len(model.classes_))
    strides = model.bins ** np.arange(len(model.low_))[::-1]
    total = None
    for corner in product((0, 1), repeat=len(model.low_)):
        upper = np.array(corner)
        place = _op("ReduceSum", _op("Mul", _op("Add", cells, upper), strides), _LAST, keepdims=0)
        shares = _op("Add", _op("Mul", rest, 2.0 * upper - 1), 1.0 - upper)
        weight = _op("ReduceProd", shares, _LAST, keepdims=1)
        term = _op("Mul", _op("Gather", densities, place, axis=0), weight)
        total = term if total is None else _op("Add", total, term)
    shares = _op("Div", total, _op("ReduceSum", total, _LAST, keepdims=1))
    best = _op("ArgMax", shares, axis=1, keepdims=0)
    label, probabilities = operator.outputs
    _op("Gather", model.classes_.astype(np.int64), best, output_names=[label]).add_to(
        scope, container
    )
    _op("Cast", shares, to=TensorProto.FLOAT, output_names=[probabilities]).add_to(scope, container)


_LAST = np.array([1])


def _cells(model: DensityClassifier, points: Any) -> tuple[Any, Any]:
    """Locate points among the centers of bins, and the cells that they are in."""
    moved = _op("Sub", _op("Cast", points, to=TensorProto.DOUBLE), model.low_)
    places = _op("Clip", _op("Div", moved, model.step_), 0.0, float(model.bins - 1))
    whole = _op("Cast", _op("Floor", places), to=TensorProto.INT64)
    return places, _op("Min", whole, np.array([model.bins - 2]))


def _blend_shape(operator: Any) -> None:
    """Describe the outputs of a blend, which gets colors if its members have several spaces."""
    label, probabilities = operator.outputs
    label.type = Int64TensorType([None])
    probabilities.type = FloatTensorType([None, len(operator.raw_operator.classes_)])


def _convert_blend(scope: Any, operator: Any, container: Any) -> None:
    """Convert as the class above it; what `flatten_transform` changes is not exported."""
    operator.raw_operator = copy(operator.raw_operator).set_params(flatten_transform=False)
    convert_voting_classifier(scope, operator, container)


def _convert_boosting(scope: Any, operator: Any, container: Any) -> None:
    """Convert as skl2onnx does, which gives truth values where newer ONNX wants numbers."""
    convert_sklearn_random_forest_classifier(scope, operator, _PlainNumbers(container))


class _PlainNumbers:
    """A container of nodes that turns truth values and NumPy's numbers into whole numbers."""

    def __init__(self, container: Any) -> None:
        self._container = container

    def __getattr__(self, name: str) -> Any:
        return getattr(self._container, name)

    def add_node(self, op_type: str, inputs: Any, outputs: Any, **options: Any) -> None:
        plain = {key: _plain(value) for key, value in options.items()}
        self._container.add_node(op_type, inputs, outputs, **plain)


def _plain(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [int(each) if isinstance(each, bool | np.bool_ | np.integer) else each for each in value]
