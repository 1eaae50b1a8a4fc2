"""Signs in photos: hand landmarks and photos."""

from signkit.report.kinds.base import IN_PHOTOS, Kind


class Sign(Kind):
    """A photo of a sign."""

    name = card = "sign"
    takes = IN_PHOTOS
