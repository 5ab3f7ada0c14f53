"""Find subjects with other programs, to compare them. Input and output are JSON lines.

A request is ``{"tool": "grabcut", "path": "photo.png", "to": "mask.png", "model": ""}``. The answer
has ``seconds`` from the decoded pixels to the mask. This script runs in an environment that has the
tool.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

import cv2
import numpy as np


def grabcut(rgb: Any, model: str) -> Any:
    """Run OpenCV's GrabCut, started with a frame of a twelfth of the sides as background."""
    height, width = rgb.shape[:2]
    inside = (width // 12, height // 12, width - width // 6, height - height // 6)
    labels = np.zeros((height, width), np.uint8)
    state = np.zeros((2, 1, 65))
    cv2.grabCut(rgb, labels, inside, state[0], state[1], 5, cv2.GC_INIT_WITH_RECT)
    return np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float32)


def selfie(rgb: Any, model: str) -> Any:
    """Run MediaPipe's selfie segmentation by OpenCV; it finds people only."""
    network = _selfie_network(model)
    network.setInput(cv2.dnn.blobFromImage(rgb, 1 / 255, (256, 256)))
    return _enlarged(network.forward()[0, 0], rgb)


@cache
def _selfie_network(model: str) -> Any:
    return cv2.dnn.readNetFromTFLite(model)


def u2netp(rgb: Any, model: str) -> Any:
    """Run the small U²-Net by onnxruntime, as rembg does."""
    session = _session(model)
    small = cv2.resize(rgb, (320, 320), interpolation=cv2.INTER_AREA).astype(np.float32)
    mean, deviation = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    x = ((small / max(small.max(), 1e-6) - mean) / deviation).transpose(2, 0, 1)[None]
    found = session.run(None, {session.get_inputs()[0].name: x.astype(np.float32)})[0][0, 0]
    return _enlarged((found - found.min()) / max(np.ptp(found), 1e-6), rgb)


@cache
def _session(model: str) -> Any:
    onnxruntime = import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _enlarged(mask: Any, rgb: Any) -> Any:
    return cv2.resize(mask, rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR)


TOOLS: dict[str, Callable[[Any, str], Any]] = {
    "grabcut": grabcut,
    "selfie": selfie,
    "u2netp": u2netp,
}
"""Name → function from sRGB pixels and the file of a model to a mask from 0 to 1."""


def answer(tool: str, path: str, to: str, model: str) -> dict[str, Any]:
    """Write a mask, and time it; the first call of a tool, which loads it, is not timed."""
    rgb = np.ascontiguousarray(np.asarray(cv2.imread(path, cv2.IMREAD_COLOR))[..., ::-1])
    if tool in ("selfie", "u2netp"):
        (_selfie_network if tool == "selfie" else _session)(model)
    start = time.process_time()
    mask = TOOLS[tool](rgb, model)
    seconds = time.process_time() - start
    cv2.imwrite(to, np.rint(np.clip(mask, 0, 1) * 255).astype(np.uint8))
    return {"seconds": seconds}


def main() -> None:
    """Answer requests until the input ends."""
    cv2.setNumThreads(1)
    for line in sys.stdin:
        print(json.dumps(answer(**json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
