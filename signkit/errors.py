"""Errors that name what is wrong and how to mend it."""


class SignkitError(Exception):
    """What is wrong (naming the file or the value), and the mend, as two sentences."""

    def __init__(self, what: str, mend: str = ""):
        self.what = what
        self.mend = mend
        super().__init__(f"{what} {mend}".strip())

    def __reduce__(self):
        # Crosses process borders whole: exceptions are pickled by their args otherwise.
        return type(self), (self.what, self.mend)


class SettingsError(SignkitError):
    """A setting's name or value is not allowed."""


class DataError(SignkitError):
    """A data set, a table of samples or a split can't be used as it is."""


class ImageError(DataError):
    """One photo can't be read."""


class ClipError(DataError):
    """One video or landmark sequence can't be read."""


class LayoutError(ClipError):
    """The numbers of a landmark sequence are of no known layout."""


class AssetError(SignkitError):
    """The hand-landmark model file can't be had or isn't what it should be."""


class StoreError(SignkitError):
    """A landmark store is missing, incomplete, or made by another detector."""


class RunError(SignkitError):
    """A run folder can't be written, read or continued."""


class DeviceError(SignkitError):
    """The device's memory is too small for these settings."""


class RunPaused(SignkitError):
    """A training was paused on request; the same call goes on."""


class RunCancelled(SignkitError):
    """A training was cancelled on request, and cleaned up."""
