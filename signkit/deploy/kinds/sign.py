"""Signs on photos: the photo, and the hands that the kit's own passes find in it."""

import re
from functools import cached_property

import numpy as np

from signkit.data.catalog import content_hash
from signkit.data.image import read_image
from signkit.deploy.items import Item
from signkit.deploy.kinds.photo import PhotoModel, content_of, pixels
from signkit.deploy.model import LANDMARKS, Look
from signkit.inputs.dataset import wrist_relative
from signkit.landmarks.detection.detector import SHORT_SIDE, HandDetector, detector_version
from signkit.landmarks.detection.passes import PASS_NAMES


class SignModel(PhotoModel):
    """A model of photos and their hands."""

    def look(self, item: Item) -> Look:
        """See a photo and its hands; these are looked for only where the model takes them."""
        content = content_of(item)
        photo = self.frame(item, content)
        if LANDMARKS not in self.shapes:
            return Look(photo, np.empty((0, 0, 3)))
        image = (
            read_image(item.path, SHORT_SIDE, content) if item.path else pixels(item, SHORT_SIDE)
        )
        found = self.detector.detect(image, content_hash(content or b""))
        by = (PASS_NAMES[look] for look in found.found_by[0][found.present[0]])
        return Look(photo, wrist_relative(found)[0], int(found.present.sum()), tuple(by))

    @cached_property
    def detector(self):
        """What finds the hands, made when first needed."""
        if self.finder:
            return self.finder
        said = self.about["data"].get("landmarks", "")
        hands = re.match(r"hands(\d)-", said)
        detector = HandDetector(max_hands=int(hands[1]) if hands else 2)
        own = detector_version(detector.asset, detector.max_hands)
        if said != own:
            print(f"This model learnt from hands found by {said}; here they are found by {own}.")
        return detector
