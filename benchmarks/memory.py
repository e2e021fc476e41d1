"""Memory of the process that measures."""

import resource
from pathlib import Path


def forget_peak() -> None:
    """Let the peak begin with what the process holds now."""
    Path("/proc/self/clear_refs").write_text("5")


def peak_mb() -> float:
    """Greatest resident memory of this process alone, in MB.

    What `getrusage` tells begins with the peak of the process that started it; it answers where the kernel tells no
    other.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    peak = next((line.split()[1] for line in lines if line.startswith("VmHWM")), None)
    return int(peak) / 1024 if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
