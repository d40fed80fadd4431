"""Near-same texts: character n-grams, MinHash bands that find candidates, and what verifies them.

Bands: two texts of similarity s share one of b bands of r values with probability 1 - (1 - s**r)**b.
32 bands of 4 values use all 128 and find 0.986 of the pairs at s = 0.6, 0.99999 at 0.75; 25 of 5
would find 0.88 at 0.6, 21 of 6 only 0.64.
"""

from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b
from typing import TypeVar

import numpy as np
from rensa import RMinHash
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from models.text import skeleton

Name = TypeVar("Name", str, tuple[bool, str, str])
GRAM = 4  # characters; two Chinese words, seldom shared by texts of different wording
VALUES, SEED = 128, 42
BANDS, ROWS = 32, 4
# Bands of another method cannot be compared: the name is stored beside them.
METHOD = f"rensa{RMinHash.ALGORITHM_VERSION}-n{VALUES}-s{SEED}-g{GRAM}-b{BANDS}x{ROWS}"


def shingles(text: str, min_chars: int) -> frozenset[str]:
    """The 4-grams of a text's skeleton; of a skeleton shorter than `min_chars` only the whole.

    Short texts are alike by chance, so only an equal one is the same.
    """
    bare = skeleton(text)
    if len(bare) < max(min_chars, GRAM):
        return frozenset([bare] if bare else [])
    return frozenset(bare[at : at + GRAM] for at in range(len(bare) - GRAM + 1))


def signatures(texts: Sequence[Collection[str]]) -> list[list[int]]:
    """Give the 128 MinHash values of each set of shingles, unsigned 32 bits each."""
    signed = RMinHash.from_token_sets([list(text) for text in texts], num_perm=VALUES, seed=SEED)
    return [one.digest() for one in signed]


def bands(signature: Sequence[int]) -> list[int]:
    """Give one signed 64-bit key a band; the place of the band is part of its key."""
    values = np.asarray(signature, "<u4").reshape(BANDS, ROWS)
    return [_key(place, row.tobytes()) for place, row in enumerate(values)]


def _key(place: int, values: bytes) -> int:
    digest = blake2b(values, digest_size=8, salt=bytes([place])).digest()
    return int.from_bytes(digest, "little", signed=True)


def jaccard(one: Collection[str], other: Collection[str]) -> float:
    """Share of common shingles among all of two sets; 0 where both are empty."""
    first, second = frozenset(one), frozenset(other)
    return len(first & second) / max(len(first | second), 1)


def eldest(pairs: Iterable[tuple[Name, Name]]) -> dict[Name, Name]:
    """Give each name the smallest name it is connected with, directly or through others."""
    edges = list(pairs)
    names = sorted({name for pair in edges for name in pair})
    place = {name: at for at, name in enumerate(names)}
    ends = np.array([(place[one], place[other]) for one, other in edges], np.int64).reshape(-1, 2)
    graph = coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(names), len(names)))
    labels = connected_components(graph, directed=False)[1] if names else []
    first: dict[int, Name] = {}
    return {name: first.setdefault(int(label), name) for name, label in zip(names, labels, strict=True)}
