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
# # Photos to hand landmarks
#
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/signkit/signkit/blob/main/notebooks/preprocess_landmarks.ipynb)
#
# Give it a folder with one folder of photos a class. It checks the photos, finds the hands in
# them, and keeps both for the notebook **Training_Model_Sign**. What comes out:
#
# - what is wrong with the photos (unreadable, tiny, unbalanced): a table, a picture,
# - which photos are copies of each other, and what a random split would hide: before you train,
# - the landmarks of every hand, in a few files, found once and never again,
# - how many hands were found in each class, and pictures on which you can check them.
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
# `DATASET` is the name of a folder in `datasets/` (`sample-signs` is drawn for you).
# Where its folders are not the classes, `LABEL_PATTERN` catches the class from the file's path.
# `GROUP_PATTERN` catches **who** signed from the file's path: it keeps each signer on one side of
# the split, without which the accuracy you report is too good to be true. Where the names tell
# something else, such as the wall behind, that is what is kept apart: say what with `GROUPS_ARE`
# (`signer`, `session`, `background`, `source`, or a word of your own), for only signers tell how
# the model does with new people. A photo's own number is no group. On Colab set `USE_DRIVE`:
# without it all is gone when the session ends. `COPIES = "together"` keeps copies of one photo on
# one side of the split; `"report"` only tells of them, and figures come out too high by those that
# a split parts.

# %% cellView="form" tags=["parameters"]
# @title Settings
# fmt: off
# @markdown ### What is learnt
# @markdown The data set: a folder's name in datasets/, or a full path.
DATASET = "sample-signs"  # @param {type:"string"}
# @markdown Hands looked for in each picture; 2 looks for a second one.
MAX_HANDS = 2  # @param [1, 2] {type:"raw"}
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
from signkit.settings import PreprocessSettings

settings = PreprocessSettings.from_parameters(globals())
layout = open_layout(settings.root, settings.use_drive)
print(f"Everything is kept in {layout.root}")

# %% [markdown]
# ## The photos
# One row a photo: its class, its group, its content's fingerprint.

# %%
from signkit.data.checks.health_plot import plot_samples
from signkit.preparation.signs import read_catalog

catalog = read_catalog(settings, layout)
print(f"{len(catalog)} photos in {len(catalog.classes)} classes")
print(*catalog.notes, sep="\n")
plot_samples(catalog)

# %% [markdown]
# ## Are they well?
# Unreadable photos are left out of what follows; everything else is only reported.

# %%
from signkit.data import check
from signkit.data.checks.health_plot import plot_health

health = check(catalog)
health.summary().style.hide().set_properties(**{"text-align": "left"})

# %%
plot_health(health)

# %% [markdown]
# ## Are there copies?
# Photos that are the same file, the same picture saved again, turned, cropped, mirrored or
# brightened, or frames of one take. On both sides of a split they make any model look good.

# %%
from signkit.preparation.signs import look_for_copies

copies = look_for_copies(settings, health)
copies.summary().style.hide().set_properties(**{"text-align": "left"})

# %% [markdown]
# Look at them: label conflicts first, then the pairs that are least sure. All pairs are in
# `copies.csv` and on the pages beside the landmarks.

# %%
from signkit.data.copies.plot import plot_copies
from signkit.preparation.signs import keep_copies

keep_copies(settings, layout, copies)
plot_copies(copies)

# %% [markdown]
# ## How they would be split
# With groups, the test photos are of groups that the model never saw: of new people where the
# groups are signers.

# %%
from signkit.preparation.signs import preview_split

preview_split(copies.catalog)

# %% [markdown]
# ## Find the hands
# Several passes look at each photo: first as it is, then with a wider border, then for a second
# hand. What is found is written every few hundred photos.

# %%
from signkit.preparation.signs import find_hands

extraction = find_hands(settings, layout, health, copies)
print(extraction.summary())
extraction.by_class().round(1)

# %% [markdown]
# A photo without a hand can only be told by the photo itself; a training on landmarks alone
# (`STAGES = "landmarks_only"`) gets nothing from it. The last row below shows some, of the classes
# that lack most; `missing_hands.csv` lists all, with those that show one hand of two.

# %%
from signkit.landmarks import plot_hands_found

plot_hands_found(extraction.by_class())

# %% [markdown]
# ## Look at them
# Right hand and left hand each have a colour. The title says which pass found them.

# %%
from signkit.landmarks import plot_overlays

plot_overlays(extraction.catalog, extraction.landmarks)

# %% [markdown]
# ## What a random split would hide
# A small SVM on the landmarks, scored twice: split at random, and with each group on one side.
# The first figure is what most notebooks report; the second is what a new group gets: a new person
# where the groups are signers.

# %%
from signkit.report.plots.gap_plot import plot_gap
from signkit.preparation.signs import tell_gap

gap = tell_gap(settings, layout, extraction, copies)
plot_gap(gap) if gap else None

# %% [markdown]
# Where one group alone answers A with B and B with A, its labels are more likely exchanged than its
# hands different: look at both sides. Nothing is shown where no group does.

# %%
from signkit.report.photos.crossed_plot import photos_of, plot_crossed

crossed = gap.facts()["crossed"] if gap else []
plot_crossed(
    crossed, extraction.catalog, photos_of(extraction.catalog, extraction.landmarks)
) if crossed else None

# %%
assert len(extraction.catalog) + len(extraction.failed) == len(health.usable())
assert extraction.hands_found > 0, "not one hand was found: are these photos of signs?"
print(f"Next: Training_Model_Sign with DATASET = {settings.dataset!r}")
