"""The settings of what comes before a training of signs or clips."""

from typing import Annotated, Literal

from pydantic import Field

from signkit.settings.base import Settings


class PreprocessSettings(Settings):
    """Settings of the notebook preprocess_landmarks."""

    root: str = ""  # the Drive folder; "" finds it
    dataset: str = ""  # a folder in datasets/, or a full path
    csv: str = ""  # a table of path,label[,group][,split] instead of class folders
    label_pattern: str = ""  # a pattern over the path that catches the class, e.g. /([A-Z])_
    group_pattern: str = ""  # a pattern over the path, e.g. (signer[0-9]+)
    group_column: str = ""  # the CSV's column of groups
    groups_are: str = ""  # signer, background, session, ...; "" reads it off the names above
    max_hands: Literal[1, 2] = 2  # 2 looks for a second hand in every photo
    workers: Annotated[int, Field(ge=0)] = 0  # worker processes; 0 takes every core
    hand_model: str = ""  # a .task file; "" finds or fetches it
    copies: Literal["together", "report"] = "together"  # keep copies on one side, or only say so
    export_npy: bool = False  # also write one .npy a photo, for older notebooks
    use_drive: bool = False  # mount Google Drive (on Colab only)


class ClipPreprocessSettings(PreprocessSettings):
    """Settings of the notebook preprocess_clips."""

    rate: Annotated[float, Field(gt=0, le=60)] = 15.0  # frames a second that are looked at
