"""Extras: optional packages, and the error that says which of them to install."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from folkhue.errors import MissingExtraError

EXTRAS = {
    "dask": ("distributed",),
    "download": (
        *("cv2", "dotenv", "flickrapi", "pandas", "pyarrow", "requests", "threadpoolctl"),
        "urllib3",
    ),
    "fast": ("cv2", "numba"),
    "heif": ("pillow_heif",),
    "jxl": ("pillow_jxl",),
    "names": ("matplotlib",),
    "networks": ("jax", "optax"),
    "onnx": ("onnx", "onnxruntime", "skl2onnx"),
    "palettes": ("scipy", "skimage"),
    "server": ("fastapi", "httptools", "limits", "prometheus_client", "uvicorn"),
    "train": (
        *("jinja2", "joblib", "matplotlib", "pandas", "pyarrow", "pydantic", "ruamel", "scipy"),
        *("skops", "sklearn", "threadpoolctl"),
    ),
}
"""The modules that each extra of pyproject.toml installs and folkhue imports."""


def require(extra: str, purpose: str, *modules: str) -> None:
    """Check, without importing them, that the modules of an extra are installed.

    Call it before the first import of an optional module, so that nobody has to find
    out which package a missing module is in.

    Parameters
    ----------
    extra : str
        A name in `EXTRAS`.
    purpose : str
        What the modules are for, the subject of the error message.
    *modules : str
        Those that are needed; by default all of the extra.

    Raises
    ------
    MissingExtraError
        If modules are missing.

    Examples
    --------
    >>> require("train", "training", "sklearn")
    """
    missing = [name for name in modules or EXTRAS[extra] if not _is_installed(name)]
    if missing:
        raise MissingExtraError(
            f"{purpose} needs packages that are not installed ({', '.join(missing)}): "
            f'pip install "folkhue[{extra}]"'
        )


def _is_installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ValueError:  # another thread is importing OpenCV, which replaces itself meanwhile
        return name in sys.modules
