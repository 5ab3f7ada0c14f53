"""Files of trained classifiers, in skops's format: no pickled code, and reproducible bytes.

skops builds only trusted types, so loading a file runs no code of its author. But
it numbers the objects in a file by their memory addresses and stamps each member of the zip archive
with the time, so the same classifier gives different bytes each time, and no option prevents that.
`dump` therefore rewrites the archive, without compression, as implementations of zlib differ in
their bytes. This is the one place that knows its layout (protocol 2, which the tests pin):
``schema.json`` describes a tree of objects, each with its number as ``__id__``; an array's node
names the member that holds it as ``file``, ``NUMBER.npy``. Bytes, which models of other packages
have, are in ``UUID.bin``.
"""

from __future__ import annotations

import io
import json
import re
import warnings
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from folkhue._utils.atomic import atomic_write, reproducible_zip
from folkhue._utils.npz import read_npy
from folkhue._utils.regular_file import read_file
from folkhue._utils.unpacking import read_zip
from folkhue._utils.untrusted_json import parse_json
from folkhue.errors import TableError
from folkhue.learning.classifiers.kinds import full_name
from folkhue.learning.classifiers.model_checks import UntrustedError, check_classifier, check_nodes

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

TRUSTED = [
    "folkhue.learning.classifiers.blend.Blend",
    "folkhue.learning.classifiers.color_space.ColorSpace",
    "folkhue.learning.classifiers.density.DensityClassifier",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.metrics._dist_metrics.ChebyshevDistance64",
    "sklearn.metrics._dist_metrics.EuclideanDistance64",
    "sklearn.metrics._dist_metrics.ManhattanDistance64",
    "sklearn.metrics._dist_metrics.MinkowskiDistance64",
    "sklearn.neighbors._ball_tree.BallTree",
    "sklearn.neighbors._kd_tree.KDTree",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.neural_network._stochastic_optimizers.SGDOptimizer",
    "sklearn.tree._tree.Tree",
    "sklearn.utils._bunch.Bunch",
]
"""Types that a file may hold, with those skops trusts by default; all others are refused.

Unless whoever loads it names them. Of the estimators that skops trusts, only those of our kinds are
accepted without: others may crash on numbers that no training gives.
"""

_MAX_MEMBERS = 100_000  # a tree of a forest has five
_MAX_DEPTH = 100
_VERSION = re.compile(rb'"_sklearn_version": \{[^{}]{0,200}"content": "\\"([0-9a-z.]{1,20})\\""')


def save(path: Path, terms: tuple[str, ...], pipeline: Pipeline) -> None:
    """Write a file; a classifier of the same state gives the same bytes."""
    content = dump({"terms": list(terms), "pipeline": pipeline})
    with atomic_write(path) as temporary:
        temporary.write_bytes(content)


def load(path: Path, trusted: Iterable[str] = ()) -> tuple[tuple[str, ...], Pipeline]:
    """Read the terms and the pipeline of a file, constructing trusted types only.

    Parameters
    ----------
    path : path
    trusted : iterable of str
        Kinds of classifiers, and dotted paths of types, that the file may hold besides
        `TRUSTED`. Their code runs.

    Raises
    ------
    TableError
        If the file is not such a classifier, is damaged, holds other types, or is of another
        version of scikit-learn that cannot be used.
    """
    contents = _read(path)
    version = ""
    try:
        version = _checked_version(contents, has_bytes=bool([*trusted]))
        return loads(contents, [*map(full_name, trusted)])
    except UntrustedError as error:
        raise TableError(f"{path}: {error}") from error
    # skops and scikit-learn raise what they happen to meet: some twenty kinds of errors are known.
    except Exception as error:
        raise TableError(f"{path}: {_reason(error, version)}") from error


def loads(contents: bytes, trusted: Collection[str]) -> tuple[tuple[str, ...], Pipeline]:
    """Construct what a checked archive holds; see `load`.

    Raises
    ------
    UntrustedError
        If it holds other types than `TRUSTED` and those that are trusted here.
    Exception
        Of any kind, if it is damaged.
    """
    if others := untrusted_types(contents, trusted):
        raise UntrustedError(others)
    content = _loaded(contents, [*TRUSTED, *trusted])
    check_classifier(content["terms"], content["pipeline"], trusted)
    return tuple(content["terms"]), content["pipeline"]


def untrusted_types(contents: bytes, trusted: Collection[str] = ()) -> list[str]:
    """List the types of an archive that neither skops nor `TRUSTED` nor `trusted` has."""
    import skops.io

    return sorted({*skops.io.get_untrusted_types(data=contents)} - {*TRUSTED, *trusted})


def other_version(path: Path) -> str:
    """Say that a file that can be loaded is of another version of scikit-learn; else nothing."""
    import sklearn

    with zipfile.ZipFile(path) as archive:
        version = _version(archive.read("schema.json"))
    if version in ("", sklearn.__version__):
        return ""
    return (
        f"{path}: made by scikit-learn {version}, here is {sklearn.__version__}, so that it may "
        f"predict other names than it did; {cure(version)}"
    )


def _read(path: Path) -> bytes:
    try:
        return read_file(path)
    except OSError as error:
        raise TableError(f"{path}: cannot be read ({error.strerror})") from error


def _checked_version(contents: bytes, *, has_bytes: bool) -> str:
    """Check the members of an archive; return the version of scikit-learn that it is of.

    Bytes are what other packages make of them, so only a file that holds their types has some.
    """
    # Nothing is compressed in ours, so what unpacks to more than its size is another file.
    members = read_zip(contents, len(contents), max_members=_MAX_MEMBERS)
    schema = members.pop("schema.json", b"")
    parse_json(schema, max_depth=_MAX_DEPTH)
    arrays = {name: member for name, member in members.items() if name.endswith(".npy")}
    others = members.keys() - arrays.keys()
    if not all(name.endswith(".bin") for name in others):
        raise TableError("it holds something else than arrays")
    check_nodes(map(read_npy, arrays.values()))
    if others and not has_bytes:
        if types := untrusted_types(contents):
            raise UntrustedError(types)
        raise TableError("it holds something else than arrays")
    return _version(schema)


def _version(schema: bytes) -> str:
    found = _VERSION.search(schema)
    return found[1].decode() if found else ""


def _loaded(contents: bytes, trusted: Sequence[str]) -> Any:
    import skops.io

    with warnings.catch_warnings():
        # scikit-learn warns of all other versions; whether they can be used, predictions show.
        warnings.simplefilter("ignore")
        return skops.io.loads(contents, trusted=trusted)


def _reason(error: Exception, version: str) -> str:
    import sklearn

    if version not in ("", sklearn.__version__):
        here = sklearn.__version__
        return f"made by scikit-learn {version}, which {here} cannot use; {cure(version)}"
    return f"not a classifier saved by folkhue, or damaged ({error or type(error).__name__})"


def cure(version: str) -> str:
    """Say what helps if a file is of another version of scikit-learn."""
    return (
        f'install the one that trained it (pip install "scikit-learn=={version}"), or train it '
        "again: dvc repro -f -s train"
    )


def dump(content: Any) -> bytes:
    """Serialize an object to a skops archive that depends on nothing but the object."""
    import skops.io

    with zipfile.ZipFile(io.BytesIO(skops.io.dumps(content))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    schema = json.loads(members.pop("schema.json"))
    numbers: dict[str, int] = {}
    renumbered = json.dumps(_renumber(schema, numbers, count()))
    arrays = {_rename(name, numbers): contents for name, contents in members.items()}
    sorted_members = dict(sorted({"schema.json": renumbered.encode(), **arrays}.items()))
    return reproducible_zip(sorted_members, zipfile.ZIP_STORED)


def _renumber(node: Any, numbers: dict[str, int], unused: Iterator[int]) -> Any:
    """Replace the numbers of a schema's objects by 0, 1, … in the order in which they come.

    So are the random names of members with bytes.

    Whether two equal strings or numbers are one object depends on Python's caches: each
    gets a number of its own. Arrays keep their number wherever they are referred to.
    """
    if isinstance(node, list):
        return [_renumber(part, numbers, unused) for part in node]
    if not isinstance(node, dict):
        return node
    rewritten = {key: _renumber(part, numbers, unused) for key, part in node.items()}
    if "file" in node and "__loader__" in node:
        numbers.setdefault(_stem(node["file"]), next(unused))
        rewritten["file"] = _rename(node["file"], numbers)
    if "__id__" in node:
        number = next(unused)
        is_plain = node.get("__loader__") == "JsonNode"
        rewritten["__id__"] = (
            number if is_plain else numbers.setdefault(str(node["__id__"]), number)
        )
    return rewritten


def _stem(member: str) -> str:
    return member.partition(".")[0]


def _rename(member: str, numbers: dict[str, int]) -> str:
    return f"{numbers[_stem(member)]}.{member.partition('.')[2]}"
