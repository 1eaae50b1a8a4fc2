"""The settings of what comes before a training of signs or clips."""

from typing import Literal

from signkit.settings.base import Settings
from signkit.settings.fields import DATA, RUN, WHAT, Where, setting
from signkit.settings.values import GROUP_KINDS, ROOT, USE_DRIVE

_BY_FOLDERS = (Where("csv", ("",)),)


class PreprocessSettings(Settings):
    """Settings of the notebook preprocess_landmarks."""

    root: str = setting(
        "",
        ROOT,
        RUN,
    )
    dataset: str = setting("", "The data set: a folder's name in datasets/, or a full path.", WHAT)
    csv: str = setting(
        "",
        "A table in the data set's folder, with the columns path and label, and maybe group and "
        'split. "" takes a folder a class.',
        DATA,
    )
    label_pattern: str = setting(
        "",
        "Where the folders are not the classes: a regular expression over each file's path, whose "
        'brackets catch the class, such as "/([A-Z])_".',
        DATA,
        only=_BY_FOLDERS,
    )
    group_pattern: str = setting(
        "",
        "Who signed: a regular expression over each file's path, whose brackets catch the group, "
        "such as (signer[0-9]+). Each group stays on one side of the split.",
        DATA,
    )
    group_column: str = setting(
        "", "The table's column of groups, where it is not group.", DATA, only=(Where("csv"),)
    )
    groups_are: str = setting(
        "",
        'What a group is, or a word of your own; reports speak of it so. "" reads it off the '
        "names above.",
        DATA,
        names=GROUP_KINDS,
        free=True,
    )
    max_hands: Literal[1, 2] = setting(
        2, "Hands looked for in each picture; 2 looks for a second one.", WHAT
    )
    workers: int = setting(0, "Processes that look for hands; 0 takes every core.", RUN, ge=0)
    hand_model: str = setting(
        "",
        'A .task file of MediaPipe\'s hand landmarker. "" finds the one that is there, or fetches '
        "it.",
        RUN,
    )
    copies: Literal["together", "report"] = setting(
        "together",
        "Copies of each other: together keeps them on one side of the split, report only tells of "
        "them.",
        DATA,
    )
    export_npy: bool = setting(
        False, "Write the landmarks as .npy files, too, for older notebooks.", RUN
    )
    use_drive: bool = setting(False, USE_DRIVE, RUN)


class ClipPreprocessSettings(PreprocessSettings):
    """Settings of the notebook preprocess_clips."""

    rate: float = setting(
        15.0,
        "Frames a second that are looked at, whatever the videos' own rate.",
        WHAT,
        gt=0,
        le=60,
    )
