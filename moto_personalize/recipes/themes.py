"""A title for items that were recommended together, made of what they have in common beyond the catalogue.

Stands in for the text generator of
https://docs.aws.amazon.com/personalize/latest/dg/themed-batch-recommendations.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from .arrays import Array, frozen, objects, ragged
from .data import Features
from .texts import Terms
from .words import folded, spellings, stem, unspaced, words

RELEVANCE_DECIMALS = 4
_LEAST, _MOST = -0.1, 0.6  # relevance of an item that has nothing of the theme, and of one that has all
_OF_TEXT = 2
_OF_CATEGORIES = 1
_COMMON = 12
_NOTHING = "Related items"
# words that say nothing, however many items of a small catalogue share them
_EMPTY_WORDS = """
about after all and any are been before but can for from had has have her him his how into its more not now off one our
out over she than that the their them then there these they this was were what when where which while who will with you
your der die das und den von mit ein eine les des une est pour dans que los las una por con del della che per
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


@dataclass(frozen=True)
class Themes:
    """The terms of all items, and their texts to spell a title by.

    terms: of names, texts and categories; readable: (T,) bool, whether a title can have the term; values: (T,) bool,
    whether it is a category; names, texts: (I,) str.
    """

    terms: Terms
    readable: Array
    values: Array
    names: Array
    texts: Array

    @classmethod
    def of(cls, names: Sequence[str] | Array, texts: Sequence[str] | Array, features: Features) -> Themes:
        """From one name and one text an item, "" for none, and categories."""
        terms = Terms.of(names, texts, features)
        labels = terms.names.tolist()
        return cls(
            terms,
            frozen([_readable(label) for label in labels], bool),
            frozen(["=" in label for label in labels], bool),
            frozen(objects(names)),
            frozen(objects(texts)),
        )

    def theme(self, items: Array) -> tuple[str, Array]:
        """A title such as "Detective crime", and how well each item fits it: (n,) float64 of -0.1 to 0.6."""
        items = np.asarray(items, np.int64)
        codes, strengths = self._in_common(items)
        title = self._title(codes, items)
        if not len(codes):
            return title, np.zeros(len(items))
        codes, strengths = codes[:_COMMON], strengths[:_COMMON]
        positions, lengths = ragged(self.terms.indptr, items)
        row, held = np.repeat(np.arange(len(items)), lengths), self.terms.codes[positions]
        gained = np.zeros(len(items), np.int64)
        for code, strength in zip(codes.tolist(), strengths.tolist(), strict=True):
            gained[row[held == code]] += strength
        share = gained / int(strengths.sum())
        return title, np.round(_LEAST + share * (_MOST - _LEAST), RELEVANCE_DECIMALS)

    def _in_common(self, items: Array) -> tuple[Array, Array]:
        """Terms that are commoner here than in the catalogue, strongest first, and integer strengths.

        The strength is (share here - share in the catalogue) * rarity, of terms that two items have, or the only one.
        """
        held = self.terms.codes[ragged(self.terms.indptr, items)[0]]
        codes, counts = np.unique(held, return_counts=True)
        here = counts / max(len(items), 1)
        beyond = here - self.terms.holders[codes] / max(len(self.names), 1)
        strengths = (beyond * self.terms.rarity[codes] * (1 << 20)).astype(np.int64)
        shared = (strengths > 0) & self.readable[codes] & (counts >= min(len(items), 2))
        codes, strengths = codes[shared], strengths[shared]
        order = np.lexsort((codes, -strengths))
        return codes[order], strengths[order]

    def _title(self, codes: Array, items: Array) -> str:
        """Up to two words and, as the noun, a category: the strongest of each."""
        category = self.values[codes]
        chosen = [*codes[~category][:_OF_TEXT].tolist(), *codes[category][:_OF_CATEGORIES].tolist()]
        spelled: list[str] = []
        said: set[str] = set()
        written = self._written(items) if chosen else {}
        for code in chosen:
            text = self._spelled(code, written)
            stems = {stem(word) for word in words(text)}
            if not stems <= said:
                spelled.append(text)
                said |= stems
        title = " ".join(spelled) or _NOTHING
        return title[0].upper() + title[1:]

    def _written(self, items: Array) -> dict[str, str]:
        """For each stem the commonest of the words that stand behind it, of equal ones the smallest."""
        texts = (f"{self.names[item]} {self.texts[item]}" for item in items.tolist())
        found = Counter(chain.from_iterable(map(spellings, texts)))
        ordered = sorted(sorted(found, reverse=True), key=found.__getitem__)  # the last of a stem stays
        return {stem(folded(word)): word for word in ordered}

    def _spelled(self, code: int, written: Mapping[str, str]) -> str:
        """A term as people write it."""
        label = str(self.terms.names[code])
        if self.values[code]:
            value = label.partition("=")[2].replace("_", " ")
            return value if value.isupper() and len(value) < 5 else value.lower()  # an abbreviation stays one
        if unspaced(label):
            return label
        return written.get(label, label)


def _readable(label: str) -> bool:
    """Whether a title can have a term: no number, no word of one or two letters, none that says nothing."""
    if "=" in label:
        return True
    if unspaced(label):
        return len(label) > 1
    return len(label) > 2 and not label[0].isdigit() and label not in _EMPTY
