"""What is measured of a build belongs to the build."""

import subprocess
import sys

from benchmarks.builds import Watch


def test_the_memory_of_a_build_is_not_that_of_who_started_it():
    held = bytearray(2**29)
    held[:: 2**12] = b"x" * len(held[:: 2**12])
    watch = Watch(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(0.5)"]))
    assert watch.until_it_ends() == 0
    assert 0 < watch.peak_gib < 0.25


def test_a_build_that_fails_is_told_by_its_status():
    watch = Watch(subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"]))
    assert watch.until_it_ends() == 3
