"""Weak labels: the color terms in what people wrote about a photograph."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.record import PhotoRecord

_NOT_WORD = re.compile(r"[\W\d_]+")


def weak_labels(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Find the terms of a vocabulary in a text.

    A term counts where it, or one of its synonyms, appears as whole words: "Red-hot!"
    contains red, "redwood" and "greenhouse" contain no term. Words count once, for the longest
    term: "navy blue" is navy alone, if the vocabulary has it. Meaning is ignored: "Orange
    County" contains orange. Hence the labels are weak.

    Parameters
    ----------
    text : str
        Tags, title, description, in any order and with any punctuation.
    vocabulary : Vocabulary

    Returns
    -------
    tuple of str
        Names of the terms found, in the order of the vocabulary.

    Examples
    --------
    >>> weak_labels("Grey cat; RED sofa", Vocabulary.of("basic11"))
    ('red', 'gray')
    """
    names, spelled = _spellings(vocabulary)
    # A term of several words must not match across the end of a tag or a line.
    words = " | ".join(_words(part) for part in re.split(r"[;\n]", text))
    found = {names[spelling] for spelling in spelled.findall(words)}
    return tuple(name for name in vocabulary.names if name in found)


@lru_cache(maxsize=8)
def _spellings(vocabulary: Vocabulary) -> tuple[dict[str, str], re.Pattern[str]]:
    """Map spellings to names, and compile what finds them, the longest first."""
    names = {_words(s): term.name for term in vocabulary for s in (term.name, *term.synonyms)}
    longest_first = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return names, re.compile(rf"\b(?:{longest_first})\b")


def labels_of(record: PhotoRecord, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Find the weak labels of a photograph in its tags, title and description."""
    return weak_labels("\n".join((record.tags, record.title, record.description)), vocabulary)


def labeled(record: PhotoRecord, vocabulary: Vocabulary) -> PhotoRecord:
    """Add its weak labels to a photograph.

    Examples
    --------
    >>> barn = PhotoRecord("1", title="Red barn", tags="field;green")
    >>> labeled(barn, Vocabulary.of("basic8")).labels
    ('red', 'green')
    """
    return replace(record, labels=labels_of(record, vocabulary))


def _words(text: str) -> str:
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFC", text).lower()).strip()
