"""Weak labels: the color terms that somebody wrote beside a photograph."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from folkhue.color.vocabulary import Vocabulary

_NOT_WORD = re.compile(r"[\W\d_]+")


def weak_labels(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Find the terms of a vocabulary in a text.

    A term counts where it, or another spelling of it, stands as words of its own:
    "Red-hot!" holds red, "redwood" and "greenhouse" hold nothing. What the words
    mean is not asked: "Orange County" holds orange. Labels are weak.

    Parameters
    ----------
    text : str
        Tags, title, description, in any order and with any punctuation.
    vocabulary : Vocabulary

    Returns
    -------
    tuple of str
        Names of the terms found, in the vocabulary's order.

    Examples
    --------
    >>> weak_labels("Grey cat; RED sofa", Vocabulary.of("basic11"))
    ('red', 'gray')
    """
    # A name of several words does not reach over the end of a tag or a line.
    words = " | ".join(_words(part) for part in re.split(r"[;\n]", text))
    return tuple(
        term.name
        for term in vocabulary
        if any(f" {_words(s)} " in f" {words} " for s in (term.name, *term.synonyms))
    )


def labels_of(row: Mapping[Any, Any], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Find the weak labels of a photograph's row, in its tags, title and description."""
    text = "\n".join(row.get(column, "") for column in ("tags", "title", "description"))
    return weak_labels(text, vocabulary)


def labeled(row: Mapping[Any, Any], vocabulary: Vocabulary) -> dict[str, str]:
    """Add to a photograph's row its weak labels, as ``labels``, split by ";".

    Examples
    --------
    >>> labeled({"title": "Red barn", "tags": "field;green"}, Vocabulary.of("basic8"))["labels"]
    'red;green'
    """
    return {**row, "labels": ";".join(labels_of(row, vocabulary))}


def _words(text: str) -> str:
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFC", text).lower()).strip()
