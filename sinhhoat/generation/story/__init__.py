"""What one cell does over the quarters, as acts without ids: dates, numbers and words, from a seed."""

from sinhhoat.generation.story.acts import Act, Derived, Story
from sinhhoat.generation.story.scores import GOODS
from sinhhoat.generation.story.telling import CELLS_OF_OBSERVER, story_of

__all__ = ["CELLS_OF_OBSERVER", "GOODS", "Act", "Derived", "Story", "story_of"]
