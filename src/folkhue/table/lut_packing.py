"""How a lookup table lies in a file: arrays that deflate to a quarter of what the names would."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue.color.vocabulary import UNNAMED
from folkhue.errors import TableError
from folkhue.table.lut import BLOCK_COUNT, BLOCK_EDGE, BLOCK_SIZE, ColorLut, Names, distinct_rows

_BLOCKS_AT_A_TIME = 1 << 13

_MIXED = UNNAMED - 1
"""Stands for a block of several names; never the index of a term."""


def pack_lut(lut: ColorLut) -> dict[str, NDArray[Any]]:
    """Lay the names out as arrays that deflate well.

    Returns
    -------
    dict
        ``blocks``, uint8 (262144,): the name that fills a block, or 254. For the blocks
        of several names, in order: ``counts``, uint8: how many; ``names``, uint8: which,
        ascending; ``bits``, uint8 (…, 8): for each name but a block's first, a bit for
        each of the 64 colors, red by red and within that blue by blue, that has it.
    """
    mixed = (lut.blocks != lut.blocks[:, :1]).any(axis=1)
    fillings = np.where(mixed, np.uint8(_MIXED), lut.blocks[:, 0])[lut.index]
    blocks = lut.blocks[lut.index[fillings == _MIXED]]
    ordered = np.sort(blocks, axis=1)
    first = np.diff(ordered, axis=1, prepend=ordered[:, :1] + 1) != 0
    counts, names = first.sum(axis=1), ordered[first]
    block, later = np.repeat(np.arange(len(blocks)), counts), _ranks(counts) > 0
    bits = _to_file_order(blocks[block[later]] == names[later, None])
    return {
        "blocks": fillings,
        "counts": counts.astype(np.uint8),
        "names": names,
        "bits": np.packbits(bits, axis=1),
    }


def unpack_lut(arrays: Mapping[str, NDArray[Any]]) -> ColorLut:
    """Undo `pack_lut`.

    Raises
    ------
    TableError
        If the arrays do not fit together.
    """
    fillings, counts, names, bits = (arrays[n] for n in ("blocks", "counts", "names", "bits"))
    _check_packed(fillings, counts, names, bits)
    uniform = np.repeat(np.arange(256, dtype=np.uint8), BLOCK_SIZE).reshape(-1, BLOCK_SIZE)
    distinct, place = distinct_rows(_mixed_blocks(counts, names, bits))
    index = fillings.astype(np.min_scalar_type(len(uniform) + len(distinct)))
    index[fillings == _MIXED] = len(uniform) + place.astype(np.int64)
    return ColorLut(index, np.concatenate([uniform, distinct]))


def _check_packed(
    fillings: NDArray[Any], counts: NDArray[Any], names: NDArray[Any], bits: NDArray[Any]
) -> None:
    fits = (
        all(array.dtype == np.uint8 for array in (fillings, counts, names, bits))
        and fillings.shape == (BLOCK_COUNT,)
        and counts.shape == (np.count_nonzero(fillings == _MIXED),)
        and bool(((counts > 1) & (counts <= BLOCK_SIZE)).all())
        and names.shape == (int(counts.sum(dtype=np.int64)),)
        and bits.shape == (len(names) - len(counts), BLOCK_SIZE // 8)
    )
    if not fits:
        raise TableError("its parts do not fit together")


def _mixed_blocks(counts: Names, names: Names, bits: Names) -> Names:
    """Fill the blocks of several names, some thousand at a time to save memory; shape (n, 64)."""
    starts = np.arange(0, len(counts) + _BLOCKS_AT_A_TIME, _BLOCKS_AT_A_TIME).clip(max=len(counts))
    name_starts = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])[starts]
    parts = [np.zeros((0, BLOCK_SIZE), np.uint8)]
    for blocks, named in zip(pairwise(starts), pairwise(name_starts), strict=True):
        block, name = slice(*blocks), slice(*named)
        bit = slice(name.start - block.start, name.stop - block.stop)
        parts.append(_filled(counts[block], names[name], bits[bit]))
    return np.concatenate(parts)


def _filled(counts: Names, names: Names, bits: Names) -> Names:
    """Fill blocks of several names, one name after the other."""
    rank, block = _ranks(counts), np.repeat(np.arange(len(counts)), counts)
    blocks = np.repeat(names[rank == 0], BLOCK_SIZE).reshape(-1, BLOCK_SIZE)
    later = rank > 0
    rank, block, names = rank[later], block[later], names[later]
    has = _from_file_order(np.unpackbits(bits, axis=1).view(bool))
    for layer in range(1, int(rank.max(initial=0)) + 1):
        at = rank == layer
        blocks[block[at]] = np.where(has[at], names[at, None], blocks[block[at]])
    return blocks


def _to_file_order(colors: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Order the colors of blocks by red, blue, green: a sixth smaller, deflated."""
    return _transposed(colors, (0, 3, 1, 2))


def _from_file_order(colors: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return _transposed(colors, (0, 2, 3, 1))


def _transposed(colors: NDArray[np.bool_], axes: tuple[int, ...]) -> NDArray[np.bool_]:
    edges = colors.reshape(-1, *3 * (BLOCK_EDGE,))
    return edges.transpose(axes).reshape(-1, BLOCK_SIZE)


def _ranks(counts: NDArray[Any]) -> NDArray[np.int64]:
    """Count up within groups of these sizes: (2, 3) → 0 1 0 1 2."""
    ends = np.cumsum(counts, dtype=np.int64)
    ranks: NDArray[np.int64] = np.arange(counts.sum()) - np.repeat(ends - counts, counts)
    return ranks
