"""Write how long stages typically take: typical_durations.py [SECONDS].

They are those of the last runs here; stages that did not run here keep theirs. Given the seconds
that `make repro` takes on a quiet machine, all are scaled so that its stages take that long.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

from folkhue._utils.atomic import atomic_write
from stages.durations import TYPICAL, Durations, listed, read_json


def main() -> None:
    """Write them, so that the first run on another machine can tell the time left."""
    before, known = read_json(TYPICAL), Durations.read().known
    scale = float(sys.argv[1]) / total(known) if len(sys.argv) > 1 else 1.0
    seconds = before["seconds"] | {stage: round(scale * took, 1) for stage, took in known.items()}
    content = {"photographs": before["photographs"] | listed(), "seconds": seconds}
    with atomic_write(TYPICAL) as temporary:
        temporary.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", "utf-8")
    print(f"{TYPICAL}: {len(seconds)} stages, {total(seconds):.0f} s for those of make repro")


def total(seconds: Mapping[str, float]) -> float:
    """Add up the stages of the first pipeline."""
    return sum(took for stage, took in seconds.items() if ":" not in stage)


if __name__ == "__main__":
    main()
