"""Words of a text in any script, and what makes two spellings the same word."""

from __future__ import annotations

import re
import unicodedata

# accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic: with and without them it is the same word
_POINTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]")
# Thai, Lao, Burmese, Khmer, Kana and Han: no spaces between words
_UNSPACED = (
    "\u0e01-\u0e4e\u0e50-\u0e59\u0e81-\u0ede\u1000-\u1049\u1780-\u17d3\u3005-\u3007\u3041-\u309a\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUNS = re.compile(f"([{_UNSPACED}]+)")
# letters and digits with the vowel signs of India's scripts, which are no letters to `re`
_WORD = re.compile("[\\w\u0900-\u0963\u0966-\u0dff]+")
_PLAIN_WORD = re.compile("[a-z0-9]+")
_STEM = 6


def words(text: str) -> list[str]:
    """Words in order, folded; of scripts without spaces, pairs of neighbouring characters.

    Pairs do for such scripts what dictionaries would: Nie, Brill, "Chinese information retrieval: using
    characters or words?", 1999.
    """
    if text.isascii():
        return _PLAIN_WORD.findall(text.lower())
    text = folded(text)
    if _RUNS.search(text) is None:
        return _WORD.findall(text)
    found: list[str] = []
    for place, run in enumerate(_RUNS.split(text)):
        found += pairs(run) if place % 2 else _WORD.findall(run)
    return found


def folded(text: str) -> str:
    """Without case, accents and differences of width."""
    if text.isascii():
        return text.lower().replace("_", " ")
    plain = _POINTS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", plain).casefold().replace("_", " ")


def pairs(run: str) -> list[str]:
    """Neighbouring characters, overlapping; a character that is alone stays alone."""
    return [run[place : place + 2] for place in range(max(len(run) - 1, 1))]


def stem(word: str) -> str:
    """Stands for a word and its inflections: six letters at most, without a plural's s.

    Cutting words off does nearly as well as dictionaries in many languages: Can and others, "Information
    retrieval on Turkish texts", 2008; McNamee and Mayfield, "Character n-gram tokenization", 2004.
    """
    if len(word) > _STEM:
        return word[:_STEM]
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word


def spellings(text: str) -> list[str]:
    """The words as they are written, in lower case: to be read."""
    return _WORD.findall(text.lower().replace("_", " "))


def unspaced(word: str) -> bool:
    """Whether a word belongs to a script without spaces."""
    return _RUNS.fullmatch(word) is not None
