"""Mirror recorded model versions into MLflow. The warehouse stays the record."""

from ml.tracking.mirroring import MIRRORED, Told, mirror

__all__ = ["MIRRORED", "Told", "mirror"]
