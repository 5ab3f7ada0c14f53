"""How far one palette is from another: what it takes to turn the one into the other."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import to_lab
from folkhue.errors import FolkhueError
from folkhue.palettes.palette import Palette

WORDS = (
    (2.3, "the same to the eye"),
    (10.0, "nearly the same"),
    (20.0, "alike"),
    (35.0, "somewhat different"),
    (55.0, "different"),
    (np.inf, "utterly different"),
)
"""What distances below a limit are called.

Palettes of six colors of the golden photographs: of one photograph at half the size and quality
they are 2.6 apart (median), of its left and right half 17, of two photographs 37; of these 5 %
are below 22. A single color is seen to differ from about 2.3 on.
"""


def distance(one: Palette, other: Palette) -> float:
    """Give the earth mover's distance between two palettes.

    It is the least work that turns the one into the other, where work is share moved times
    how far it is moved in CIELAB (CIE 1976 color difference, ΔE*ab). So a palette whose every
    color is 5 ΔE*ab beside its like in the other is at 5.

    Parameters
    ----------
    one, other : Palette

    Returns
    -------
    float
        From 0, identical, up; 100 from black to white, and 259 at most, from blue to green.
        Symmetric, and no way over a third palette is shorter.

    Raises
    ------
    FolkhueError
        If a palette is empty, or scipy is not installed.

    References
    ----------
    Y. Rubner, C. Tomasi, L. J. Guibas, "The Earth Mover's Distance as a Metric for Image
    Retrieval", International Journal of Computer Vision 40 (2), 2000.
    """
    for palette in (one, other):
        if not len(palette):
            raise FolkhueError(
                f"{palette.title or 'a palette'} has no colors; a picture that is transparent "
                "everywhere cannot be compared"
            )
    gaps = to_lab(one.rgb)[:, None] - to_lab(other.rgb)[None]
    return _least_work(np.sqrt((gaps**2).sum(axis=-1)), one.shares, other.shares)


def in_words(distance: float) -> str:
    """Say how far palettes are apart.

    Examples
    --------
    >>> in_words(0.0), in_words(12.5), in_words(80)
    ('identical', 'alike', 'utterly different')
    """
    if distance == 0:
        return "identical"
    return next(word for limit, word in WORDS if distance < limit)


def _least_work(
    costs: NDArray[np.float64], supply: NDArray[np.float64], demand: NDArray[np.float64]
) -> float:
    """Solve the transport problem exactly; costs are of shape (supply, demand)."""
    optimize, sparse = _scipy()
    rows, columns = costs.shape
    gives = sparse.kron(sparse.eye_array(rows), np.ones((1, columns)))
    takes = sparse.kron(np.ones((1, rows)), sparse.eye_array(columns))
    # The last equation follows from the others, but for rounding, which must not contradict.
    balance = sparse.vstack([gives, takes], format="csr")[:-1]
    amounts = np.concatenate([supply / supply.sum(), demand / demand.sum()])[:-1]
    solved = optimize.linprog(costs.ravel(), A_eq=balance, b_eq=amounts, method="highs")
    if solved.fun is None:
        raise FolkhueError(f"the distance between palettes was not found: {solved.message}")
    return max(0.0, round(float(solved.fun), 6))


def _scipy() -> tuple[Any, Any]:
    try:
        from scipy import optimize, sparse
    except ImportError as error:
        raise FolkhueError(
            'the distance between palettes needs scipy: pip install "folkhue[palettes]"'
        ) from error
    return optimize, sparse
