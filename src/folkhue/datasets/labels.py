"""Weak labels: the color terms in what people wrote about a photograph."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from folkhue.color.vocabulary import Vocabulary
from folkhue.color.words import folded, pattern_of
from folkhue.datasets.record import PhotoRecord


def found_words(text: str, vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """Find the terms of a vocabulary in a text, each with those of its words that it has.

    A term counts where it, or one of its synonyms, appears as whole words: "Red-hot!"
    contains red, "redwood" and "greenhouse" contain no term. In scripts without blanks between
    words, such as Japanese, parts of words count. Words count once, for the longest
    term: "navy blue" is navy alone, if the vocabulary has it. Words that a tag writes as one
    count, too: "navyblue". Meaning is ignored: "Orange County" contains orange. Hence the labels
    are weak.

    Parameters
    ----------
    text : str
        Tags, title, description, in any order and with any punctuation.
    vocabulary : Vocabulary

    Returns
    -------
    dict of str to tuple of str
        Name → words, both in the order of the vocabulary.

    Examples
    --------
    >>> vocabulary = Vocabulary.of({"red": ["rouge", "赤"], "gray": []})
    >>> found_words("Chat Rouge; 赤い車; red car; grey", vocabulary)
    {'red': ('red', 'rouge', '赤'), 'gray': ('grey',)}
    """
    words, pattern = _spellings(vocabulary)
    # A term of several words must not match across the end of a tag or a line.
    spelled = " | ".join(folded(part) for part in re.split(r"[;\n]", text))
    found = {words[spelling] for spelling in pattern.findall(spelled)}
    by_name = {t.name: tuple(w for w in t.words if (t.name, w) in found) for t in vocabulary}
    return {name: words for name, words in by_name.items() if words}


def weak_labels(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Find the terms of a vocabulary in a text; see `found_words`.

    Returns
    -------
    tuple of str
        Names of the terms found, in the order of the vocabulary.

    Examples
    --------
    >>> weak_labels("Grey cat; RED sofa", Vocabulary.of("basic11"))
    ('red', 'gray')
    """
    return tuple(found_words(text, vocabulary))


@lru_cache(maxsize=8)
def _spellings(vocabulary: Vocabulary) -> tuple[dict[str, tuple[str, str]], re.Pattern[str]]:
    """Map each spelling to a name and its word, and compile what finds spellings."""
    spelled = [(folded(word), (term.name, word)) for term in vocabulary for word in term.words]
    joined = [(spelling.replace(" ", ""), word) for spelling, word in spelled]
    words = dict(reversed([*spelled, *joined]))  # the first of those that are the same counts
    return words, pattern_of([*words])


def words_of(record: PhotoRecord, vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """Find the words of the terms in the tags, title and description of a photograph."""
    return found_words("\n".join((record.tags, record.title, record.description)), vocabulary)


def labels_of(record: PhotoRecord, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Find the weak labels of a photograph in its tags, title and description."""
    return tuple(words_of(record, vocabulary))


def labeled(record: PhotoRecord, vocabulary: Vocabulary) -> PhotoRecord:
    """Add its weak labels to a photograph.

    Examples
    --------
    >>> barn = PhotoRecord("1", title="Red barn", tags="field;green")
    >>> labeled(barn, Vocabulary.of("basic8")).labels
    ('red', 'green')
    """
    return replace(record, labels=labels_of(record, vocabulary))
