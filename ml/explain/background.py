"""Keep what a background contributes to explanations, without keeping its rows."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ml.errors import ArtifactError
from ml.explain.coder import Coder
from ml.numerics import Floats


@dataclass(frozen=True)
class Background:
    """How many rows of a background have each code, twig after twig.

    This is all that the interventional game asks of a background, so the summary is exact. It
    belongs to the trees whose splits have this `fingerprint`.
    """

    row_count: int
    fingerprint: str
    counts: NDArray[np.int64]

    def to_json(self) -> dict[str, Any]:
        """Return the summary as plain data; among the counts, -n stands for n times zero."""
        counted = np.flatnonzero(self.counts)
        zeros = np.diff(counted, prepend=-1, append=len(self.counts)) - 1
        packed = np.empty(2 * len(counted) + 1, dtype=np.int64)
        packed[0::2] = -zeros
        packed[1::2] = self.counts[counted]
        return {
            "row_count": self.row_count,
            "fingerprint": self.fingerprint,
            "counts": packed[packed != 0].tolist(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the summary that `to_json` described."""
        packed = np.array(data["counts"], dtype=np.int64)
        counts = np.repeat(np.maximum(packed, 0), np.where(packed < 0, -packed, 1))
        return cls(int(data["row_count"]), str(data["fingerprint"]), counts)

    def for_trees(self, coder: Coder) -> Floats:
        """Return the counts after checking that they were made for these trees.

        Raises:
            ArtifactError: the background was summarised for other trees.
        """
        mine = fingerprint(coder)
        if self.fingerprint != mine or len(self.counts) != coder.code_start[-1]:
            raise ArtifactError(
                f"The background was summarised for trees {self.fingerprint[:12]}, and these are "
                f"{mine[:12]}; summarise it again for this booster."
            )
        return self.counts.astype(np.float64)


def fingerprint(coder: Coder) -> str:
    """Return the sha256 of all that decides which code a row has."""
    digest = hashlib.sha256()
    for name, part in zip(coder._fields, coder, strict=True):
        digest.update(f"{name} {np.asarray(part).dtype.str}".encode())
        digest.update(np.ascontiguousarray(part).tobytes())
    return digest.hexdigest()
