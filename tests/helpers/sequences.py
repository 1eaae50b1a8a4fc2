"""Landmark sequences, read as a test asks for one."""

from signkit.clips.listing.sequence_file import SequenceFile
from signkit.clips.names import file_and_number


def read_sequence(path):
    """Image points (T, 2, 21, 3) and which hands are there (T, 2) of a file, or `many.npz#12`."""
    file, number = file_and_number(path)
    return SequenceFile(file).read(number)
