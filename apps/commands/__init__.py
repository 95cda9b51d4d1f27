"""The sub-commands of `mainstay`: each module adds one, and says what to run."""
