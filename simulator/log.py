"""An append-only log of rows as columns."""

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.arrays import Columns


class Log:
    """Collect rows in batches of equally long columns."""

    def __init__(self, **dtypes: npt.DTypeLike) -> None:
        """Name the columns and their dtypes."""
        self._dtypes = {name: np.dtype(dtype) for name, dtype in dtypes.items()}
        self._batches: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in dtypes}

    def add(self, size: int, **columns: npt.ArrayLike) -> None:
        """Append `size` rows; a scalar is repeated."""
        for name, dtype in self._dtypes.items():
            values = np.broadcast_to(np.asarray(columns[name], dtype=dtype), (size,))
            self._batches[name].append(values)

    def columns(self) -> Columns:
        """Return all rows, in the order in which they were added."""
        return {
            name: np.concatenate([np.empty(0, dtype), *self._batches[name]])
            for name, dtype in self._dtypes.items()
        }
