"""What was counted on a day and waits to be written."""

from collections import defaultdict
from dataclasses import dataclass, field

from privet.domain.figures_buckets import Pair

TOGETHER = "*"  # Stands for all others together; no route, topic or bucket can have this name.


@dataclass
class DayCounts:
    """What was counted on a day and isn’t written yet: by route and topic, and by figure and bucket."""

    visits: dict[Pair, int] = field(default_factory=lambda: defaultdict(int))
    compatibility: dict[Pair, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, more: "DayCounts") -> None:
        """Add what ``more`` holds."""
        for kept, counted in ((self.visits, more.visits), (self.compatibility, more.compatibility)):
            for pair, count in counted.items():
                kept[pair] = kept.get(pair, 0) + count
