# ---
# jupyter:
#   jupytext:
#     cell_metadata_filter: tags,cellView,-all
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Videos and sequences to hand landmarks
#
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/signkit/signkit/blob/main/notebooks/preprocess_clips.ipynb)
#
# For signs that move. Give it a folder with one folder of videos a class, or of landmark sequences
# that you saved earlier (`.npy`, `.npz` with a label each or X and y, folders of frames). It checks
# them, follows the hands through every clip, and keeps the result for the notebook
# **Training_Model_Sign**. What comes out:
#
# - what is wrong with the clips (unreadable, cut off, without motion): a table,
# - the hands of every clip, 15 times a second, in a few files, found once and never again,
# - how often hands were found in each class, and videos on which you can check them,
# - which clips are one recording, and what a random split would hide: before you train.
#
# Cut off? Run it again: it goes on where it stopped.

# %% [markdown]
# ## Setup
# Installs only what this machine lacks; nothing where signkit is already there.

# %%
# %matplotlib inline
import importlib.util
import subprocess
import sys

if importlib.util.find_spec("signkit") is None:
    SOURCE = "signkit @ git+https://github.com/signkit/signkit"
    subprocess.check_call([sys.executable, "-m", "pip", "install", "-q", SOURCE])
    del SOURCE

# %% [markdown]
# ## Settings
# `DATASET` is the name of a folder in `datasets/` (`sample-clips` is drawn for you).
# Where its folders are not the classes, `LABEL_PATTERN` catches the class from the file's path.
# `GROUP_PATTERN` catches **who** signed from the file's path: it keeps each signer on one side of
# the split, without which the accuracy you report is too good to be true. Where the names tell
# something else, say what with `GROUPS_ARE` (`signer`, `session`, `background`, `source`, or a word
# of your own): only signers tell how the model does with new people. `RATE` is how many frames
# a second are looked at, whatever the videos' own rate. On Colab set `USE_DRIVE`: without it all is
# gone when the session ends. `COPIES = "together"` keeps copies of one recording on one side of the
# split; `"report"` only tells of them.

# %% cellView="form" tags=["parameters"]
# @title Settings
# fmt: off
# @markdown ### What is learnt
# @markdown The data set: a folder's name in datasets/, or a full path.
DATASET = "sample-clips"  # @param {type:"string"}
# @markdown Hands looked for in each picture; 2 looks for a second one.
MAX_HANDS = 2  # @param [1, 2] {type:"raw"}
# @markdown Frames a second that are looked at, whatever the videos' own rate.
RATE = 15.0  # @param {type:"number"}
# @markdown ### The data
# @markdown A table in the data set's folder, with the columns path and label, and maybe group and
# @markdown split. "" takes a folder a class.
CSV = ""  # @param {type:"string"}
# @markdown Where the folders are not the classes: a regular expression over each file's path, whose
# @markdown brackets catch the class, such as "/([A-Z])_". Counts where CSV is empty.
LABEL_PATTERN = ""  # @param {type:"string"}
# @markdown Who signed: a regular expression over each file's path, whose brackets catch the group,
# @markdown such as (signer[0-9]+). Each group stays on one side of the split.
GROUP_PATTERN = "(signer[0-9]+)"  # @param {type:"string"}
# @markdown The table's column of groups, where it is not group. Counts where CSV is given.
GROUP_COLUMN = ""  # @param {type:"string"}
# @markdown What a group is, or a word of your own; reports speak of it so. "" reads it off the
# @markdown names above.
GROUPS_ARE = ""  # @param ["", "signer", "session", "background", "source"] {allow-input: true}
# @markdown Copies of each other: together keeps them on one side of the split, report only tells of
# @markdown them.
COPIES = "together"  # @param ["together", "report"]
# @markdown ### The run
# @markdown The Drive folder, in which everything is kept. "" takes the Drive on Colab, else the
# @markdown variable SIGNKIT_ROOT or a folder drive_layout, here or above.
ROOT = ""  # @param {type:"string"}
# @markdown Processes that look for hands; 0 takes every core.
WORKERS = 0  # @param {type:"integer"}
# @markdown A .task file of MediaPipe's hand landmarker. "" finds the one that is there, or fetches
# @markdown it.
HAND_MODEL = ""  # @param {type:"string"}
# @markdown Write the landmarks as .npy files, too, for older notebooks.
EXPORT_NPY = False  # @param {type:"boolean"}
# @markdown On Colab, mount Google Drive: without it all is gone when the session ends.
USE_DRIVE = False  # @param {type:"boolean"}
# fmt: on

# %%
from signkit.notebook.colab import open_layout
from signkit.settings import ClipPreprocessSettings

settings = ClipPreprocessSettings.from_parameters(globals())
layout = open_layout(settings.root, settings.use_drive)
print(f"Everything is kept in {layout.root}")

# %% [markdown]
# ## The clips
# One row a clip: its class, its group, its content's fingerprint.

# %%
from signkit.clips import plot_clip_samples
from signkit.preparation.clips import read_clips

catalog = read_clips(settings, layout)
print(f"{len(catalog)} clips in {len(catalog.classes)} classes")
print(*catalog.notes, sep="\n")
plot_clip_samples(catalog)

# %% [markdown]
# ## Are they well?
# Every frame is read once. Unreadable clips are left out of what follows; everything else is only
# reported. A class whose clips don't move is one of photos: the training would learn to tell clips
# that move from clips that don't.

# %%
from signkit.clips import check_clips

health = check_clips(catalog)
health.summary().style.hide().set_properties(**{"text-align": "left"})

# %%
health.by_class().round(1)

# %% [markdown]
# ## Find the hands
# Each hand is followed from frame to frame; where it was lost, it is looked for in the whole
# picture, and gaps of a few frames are filled. Landmark sequences are taken as they are. What
# counts is `hand_between`, the frames with a hand between a clip's first and its last: before and
# after people are at rest.

# %%
from signkit.preparation.clips import find_hands

extraction = find_hands(settings, layout, health)
print(extraction.summary())
extraction.by_class().round(1)

# %% [markdown]
# When in a clip are the hands in sight? A hole in the middle is where they were lost.

# %%
from signkit.clips import plot_hands_over_time

plot_hands_over_time(extraction.catalog, extraction.clips)

# %% [markdown]
# ## Look at them
# Of each class the clip in which hands are missing most, the worst classes first. Right hands are
# blue, left hands yellow, as the person's own; hands that were filled in between two frames are
# paler.

# %%
from IPython.display import HTML
from signkit.clips import side_by_side
from signkit.preparation.clips import write_overlays

overlays = write_overlays(settings, layout, extraction)
HTML(side_by_side(overlays))

# %% [markdown]
# ## Are there copies?
# One recording saved twice, cut, mirrored or at another frame rate: its hands go the same way, more
# exactly than most people sign twice, and so do pictures and body. Where these show nothing, the
# kind is `alike`: perhaps a copy, perhaps another take. On both sides of a split copies make any
# model look good.

# %%
from signkit.preparation.clips import look_for_copies

copies = look_for_copies(settings, layout, extraction)
copies.summary().style.hide().set_properties(**{"text-align": "left"})

# %% [markdown]
# Look at them: label conflicts first, then the pairs that are least sure.

# %%
from signkit.clips import plot_clip_copies

plot_clip_copies(copies, extraction.clips)

# %% [markdown]
# ## How they would be split
# With groups, the test clips are of groups that the model never saw: of new people where the groups
# are signers.

# %%
from signkit.preparation.signs import preview_split

preview_split(copies.catalog)

# %% [markdown]
# ## What a random split would hide
# A small SVM on the landmarks, scored twice: split at random, and with each group on one side.
# The first figure is what most notebooks report; the second is what a new group gets: a new person
# where the groups are signers.

# %%
from signkit.report.plots.gap_plot import plot_gap
from signkit.preparation.clips import tell_gap

gap = tell_gap(settings, layout, extraction, copies)
plot_gap(gap) if gap else None

# %% [markdown]
# Where one group alone answers A with B and B with A, its labels are more likely exchanged than its
# hands different: look at both sides. Nothing is shown where no group does.

# %%
from signkit.report.photos.crossed_plot import clips_of, plot_crossed

crossed = gap.facts()["crossed"] if gap else []
plot_crossed(
    crossed, copies.catalog, clips_of(copies.catalog, extraction.clips)
) if crossed else None

# %%
assert len(extraction.catalog) + len(extraction.failed) == len(health.usable())
assert extraction.clips.present.any(), "not one hand was found: are these clips of signs?"
assert all(file.is_file() for file in overlays)
print(f"Next: Training_Model_Sign with DATASET = {settings.dataset!r} and OPTION = 'C'")
