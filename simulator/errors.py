"""The one error that the simulator raises."""


class SimulatorError(ValueError):
    """An argument that no company can be simulated from; says which value and what to do."""
