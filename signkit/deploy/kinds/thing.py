"""Things on photos, without hands."""

import numpy as np

from signkit.deploy.items import Item
from signkit.deploy.kinds.photo import PhotoModel, content_of
from signkit.deploy.model import Look


class ThingModel(PhotoModel):
    """A model of photos alone."""

    def look(self, item: Item) -> Look:
        """See a photo."""
        return Look(self.frame(item, content_of(item)), np.empty((0, 0, 3)))
