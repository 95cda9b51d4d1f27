"""StreamFlow Analytics: a demo company of any size, deterministic by seed, with hidden truth."""

from simulator.errors import SimulatorError
from simulator.simulation import simulate

__all__ = ["SimulatorError", "simulate"]
