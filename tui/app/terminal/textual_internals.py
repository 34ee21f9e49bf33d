"""Draws no more of the screen than has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual._compositor import Compositor
from textual.geometry import Region

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.strip import Strip


class Cropping(Compositor):
    """Takes from each widget the lines between the first and the last that have changed.

    Textual takes all lines of every widget that one of them is in: for a step of the cursor, two
    lines of three screens full.
    """

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if crop is None:
            return super()._get_renders()
        all_of_it = self.visible_widgets
        lines = Region(0, crop.y, self.size.width, crop.height)
        self._visible_widgets = {
            widget: (region, clip.intersection(lines))
            for widget, (region, clip) in all_of_it.items()
            if lines.overlaps(clip)
        }
        try:
            return list(super()._get_renders(crop))
        finally:
            self._visible_widgets = all_of_it
