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
# # Train a classifier of things: stationery, parts, defects
#
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/signkit/signkit/blob/main/notebooks/ATK_training.ipynb)
#
# Put the photos of each thing into a folder of its name (`eraser`, `kertas`, `pensil`), all of them
# into one folder in `datasets/`, and set `DATASET` to its name. What comes out is a trained model,
# how right it is on photos that it never saw, pictures for the thesis, and a numbered version that
# you can go back to.
#
# Cut off? Choose *Run all* again: the same settings go on after the last finished epoch or trial.

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
# `MODE` is
#
# - `simple`: a small network, 15 epochs. Minutes; a first figure.
# - `tuned`: the same network, but `MAX_TRIALS` short trainings first look for the sizes and the
#   learning rate that suit your photos. `SPACE = "dropout 0.3 0.5"` narrows what is tried.
# - `transfer`: a large network that has seen a million photos learns your classes. Usually the best
#   where there are few photos. `BACKBONE` names another than EfficientNetV2B0
#   (`python -m signkit models` lists them), `UNFREEZE` what of it may change: `all`, `none`, or how
#   many of its last layers.
#
# Where a setting is `""` or `0`, the mode's own value counts. `AUGMENTATIONS` names what training
# photos go through (a picture below shows it); empty it for none. `SEVERAL_LABELS` is for photos
# that show several things: give a `CSV` with the columns `path` and `labels` (`eraser|pensil`; what
# else parts them names `LABEL_SEPARATOR`, such as `" "`), or set `VOC` where Pascal VOC files lie
# beside the photos. Photos of one box, one desk or one day that should stay together are named by
# `GROUP_PATTERN`, and what they are by `GROUPS_ARE` ("session", "source", or a word of your own).
# Where the folders are not the classes, `LABEL_PATTERN` catches the class from a photo's path.
# `COPIES_OF_TEST = "leave out"` trains without photos whose copies are tested, where the data came
# divided like that. Names are listed with commas, what holds one in quotes: `"S1, left", S2`. On
# Colab set `USE_DRIVE`: without it all is gone when the session ends.

# %% cellView="form" tags=["parameters"]
# @title Settings
# fmt: off
# @markdown ### What is learnt
# @markdown The data set: a folder's name in datasets/, or a full path.
DATASET = "sample-stationery"  # @param {type:"string"}
# @markdown The recipe: simple is a small network, tuned the same after a search for its sizes and
# @markdown rate, transfer a large one that knows a million photos.
MODE = "simple"  # @param ["simple", "tuned", "transfer"]
# @markdown ### The data
# @markdown A table in the data set's folder, with the columns path and label (or labels), and maybe
# @markdown group and split. "" takes a folder a class.
CSV = ""  # @param {type:"string"}
# @markdown Pascal VOC files beside the photos say what is on them. Counts where CSV is empty.
VOC = False  # @param {type:"boolean"}
# @markdown A photo may have several labels, or none; CSV or VOC say which.
SEVERAL_LABELS = False  # @param {type:"boolean"}
# @markdown What parts the labels in a cell of the table, such as a blank; "" for | and ;. Counts
# @markdown where CSV is given and SEVERAL_LABELS is True.
LABEL_SEPARATOR = ""  # @param {type:"string"}
# @markdown Where the folders are not the classes: a regular expression over each photo's path,
# @markdown whose brackets catch the class, such as "^([a-z]+)". Counts where CSV is empty and VOC
# @markdown is False.
LABEL_PATTERN = ""  # @param {type:"string"}
# @markdown What should stay together: a regular expression over each photo's path, whose brackets
# @markdown catch the group, such as (box[0-9]+). Each group stays on one side of the split.
GROUP_PATTERN = ""  # @param {type:"string"}
# @markdown The table's column of groups, where it is not group. Counts where CSV is given.
GROUP_COLUMN = ""  # @param {type:"string"}
# @markdown What a group is, or a word of your own; reports speak of it so. "" reads it off the
# @markdown names above.
GROUPS_ARE = ""  # @param ["", "signer", "session", "background", "source"] {allow-input: true}
# @markdown Copies of each other: together keeps them on one side of the split, report only tells of
# @markdown them.
COPIES = "together"  # @param ["together", "report"]
# @markdown ### The network
# @markdown The network: two convolutions, or a backbone with a new head. "" takes the recipe's.
MODEL = ""  # @param ["", "cnn", "transfer"]
# @markdown The network that knows photos; python -m signkit models says more of each. "" takes the
# @markdown recipe's. Counts where MODE or MODEL is transfer.
BACKBONE = ""  # @param ["", "EfficientNetV2S", "EfficientNetV2B0", "EfficientNetB0", "ResNet50", "MobileNetV3Large", "ConvNeXtTiny", "ConvNeXtTinyCBAM", "compact", "fine", "small"]
# @markdown What the backbone starts from: imagenet, none (random weights), the path of a weights
# @markdown file, or auto: imagenet where it can be had. Counts where MODE or MODEL is transfer.
WEIGHTS = "auto"  # @param ["auto", "imagenet", "none"] {allow-input: true}
# @markdown What of the backbone may change: all, none, or how many of its last layers, such as 30.
# @markdown Counts where MODE or MODEL is transfer.
UNFREEZE = "all"  # @param ["all", "none", "10", "30", "100"] {allow-input: true}
# @markdown Height that photos are fitted into, in pixels; 32 at least. 0 takes the recipe's.
IMG_HEIGHT = 0  # @param {type:"integer"}
# @markdown Width that photos are fitted into, in pixels; 32 at least. 0 takes the recipe's.
IMG_WIDTH = 0  # @param {type:"integer"}
# @markdown ### The training
# @markdown Epochs over all stages, shared as the plan does. 0 takes the plan's.
EPOCHS = 0  # @param {type:"integer"}
# @markdown The first stage's learning rate; the others keep their ratio to it. 0 takes the plan's.
LEARNING_RATE = 0.0  # @param {type:"number"}
# @markdown Let each class count the same, however rare it is.
CLASS_WEIGHTS = False  # @param {type:"boolean"}
# @markdown What is made small: crossentropy; weighted, in which rare classes count more; focal, in
# @markdown which what is right already counts less. "" takes the recipe's.
LOSS = ""  # @param ["", "crossentropy", "weighted", "focal"]
# @markdown Models of so many seeds, whose answers are averaged; as many times as long.
ENSEMBLE = 1  # @param {type:"slider", min:1, max:10, step:1}
# @markdown What is trained after what: stages with semicolons between, each as name, epochs,
# @markdown learning rate: visual_head 15 1e-3; visual 15 1e-5. "" takes the recipe's.
STAGES = ""  # @param {type:"string"}
# @markdown Photos a step. Less needs less memory.
BATCH_SIZE = 15  # @param {type:"integer"}
# @markdown Take every class as often into each batch, however rare it is.
BALANCED_BATCHES = False  # @param {type:"boolean"}
# @markdown ### How training photos are changed
# @markdown What training photos go through, with blanks between; a number says how strongly, such
# @markdown as rotation=30. "" for nothing.
AUGMENTATIONS = "flip rotation zoom contrast brightness"  # @param {type:"string"}
# @markdown How many times in an epoch photos of a class come, each time changed anew, such as
# @markdown "crack 20".
AUGMENT_FACTORS = ""  # @param {type:"string"}
# @markdown ### The search for the best values
# @markdown How it is searched: hyperband gives up early on what does badly, random and grid try
# @markdown out, bayesian guesses from what was tried. Counts where MODE is tuned.
TUNER = "hyperband"  # @param ["hyperband", "random", "bayesian", "grid"]
# @markdown Models that are tried. Counts where MODE is tuned.
MAX_TRIALS = 10  # @param {type:"integer"}
# @markdown Epochs of each trial at most. Counts where MODE is tuned.
TUNING_EPOCHS = 9  # @param {type:"integer"}
# @markdown Values to try instead of the usual ones, such as "dropout 0.3 0.5; dense_units 64 128".
# @markdown Counts where MODE is tuned.
SPACE = ""  # @param {type:"string"}
# @markdown ### The split
# @markdown grouped keeps each group on one side, random doesn't, given takes the table's or the
# @markdown folders' own; auto: grouped where groups are known.
SPLIT = "auto"  # @param ["auto", "grouped", "random", "given"]
# @markdown Groups that are kept for the test, with commas: S1, S2; what holds a comma in quotes:
# @markdown "S1, left", S2.
TEST_GROUPS = ""  # @param {type:"string"}
# @markdown Validate on groups of their own, or, where there are too few to spare one, on photos of
# @markdown the groups trained on. Counts where SPLIT is auto or grouped.
VALIDATION = "groups"  # @param ["groups", "photos"]
# @markdown Cross-validation by hand: 2/5 tests on the second fifth. "" for none.
FOLD = ""  # @param {type:"string"}
# @markdown Photos to train on that are copies of test photos, where the data came divided like
# @markdown that: keep them, or leave them out.
COPIES_OF_TEST = "keep"  # @param ["keep", "leave out"]
# @markdown Classes never trained on, with commas: J, Z. Whether they are refused is measured.
UNKNOWN_CLASSES = ""  # @param {type:"string"}
# @markdown Share of the data that chooses the best epoch.
VALIDATION_FRACTION = 0.1  # @param {type:"number"}
# @markdown Share of the data that is tested on, once, at the end. Counts where FOLD is empty.
TEST_FRACTION = 0.1  # @param {type:"number"}
# @markdown ### The run
# @markdown The Drive folder, in which everything is kept. "" takes the Drive on Colab, else the
# @markdown variable SIGNKIT_ROOT or a folder drive_layout, here or above.
ROOT = ""  # @param {type:"string"}
# @markdown Draws the split, the first weights and the order; another one is another run.
SEED = 0  # @param {type:"integer"}
# @markdown Compute in half precision; auto: on a GPU that gains by it.
MIXED_PRECISION = "auto"  # @param ["auto", "on", "off"]
# @markdown The report's language: English or Indonesian.
LANGUAGE = "en"  # @param ["en", "id"]
# @markdown The run folder's name in runs/. "" names it by its settings, so that the same call goes
# @markdown on with it.
RUN_NAME = ""  # @param {type:"string"}
# @markdown On Colab, mount Google Drive: without it all is gone when the session ends.
USE_DRIVE = False  # @param {type:"boolean"}
# @markdown The folder in models/ that keeps the versions of this model.
MODEL_FOLDER = "atk"  # @param {type:"string"}
# fmt: on

# %%
from signkit.notebook.colab import open_layout
from signkit.settings import ImageSettings

settings = ImageSettings.from_parameters(globals())
layout = open_layout(settings.root, settings.use_drive)
print(f"Everything is kept in {layout.root}")

# %% [markdown]
# ## Your photos
# A few of each class. Are they what the folder says?

# %%
from signkit.data.checks.health_plot import plot_samples
from signkit.preparation.things import read_photos

catalog = read_photos(settings, layout)
print(f"{len(catalog)} photos in {len(catalog.classes)} classes", *catalog.notes, sep="\n")
plot_samples(catalog)

# %% [markdown]
# How many there are of each, how large they are, and what is odd. Photos that can't be read are
# left out; everything else is only told.

# %%
from signkit.data import check
from signkit.data.checks.health_plot import plot_health

health = check(catalog)
plot_health(health)

# %%
health.summary().style.hide().set_properties(**{"text-align": "left"})

# %% [markdown]
# ## The same photo twice?
# From the web the same picture often comes twice: at another size, cropped, mirrored, turned. If
# one of them is trained on and the other tested, the figure is too good. signkit keeps them on one
# side. All pairs are in `copies.csv` and on the pages that it names.

# %%
from signkit.preparation.things import keep_catalog
from signkit.preparation.signs import look_for_copies

copies = look_for_copies(settings, health)
keep_catalog(settings, layout, health, copies)
copies.summary().style.hide().set_properties(**{"text-align": "left"})

# %%
from signkit.data.copies.plot import plot_copies

plot_copies(copies)

# %% [markdown]
# ## What is learnt from, and what is tested
# The model learns from *train*, is chosen by *validation*, and is measured once on *test*.

# %%
from signkit.data import describe_splits
from signkit.training.setup import set_up

training = set_up(settings, layout)
print(f"Run folder: {training.run.folder}")
describe_splits(training.catalog)

# %% [markdown]
# What the augmentations do to training photos. Would you still know what it is? Take out what makes
# one thing look like another.

# %%
from signkit.preparation.things import show_augmentations

show_augmentations(settings, training.catalog)

# %% [markdown]
# ## Train
# Training and validation side by side, epoch by epoch. It stops by itself when validation gets no
# better, and keeps the best epoch. *Stop* pauses: run the cell again, now or tomorrow.

# %%
import signkit

run = signkit.train(training)

# %% [markdown]
# ## How good is it?
# Measured once, on the test photos. The interval says how far the figure may be off with so few
# photos; for the thesis, `python -m signkit train-images DATASET --folds 5` tests every photo once.

# %%
print(run.summary())

# %%
from IPython.display import Markdown

Markdown(run.path("thesis.txt"))

# %% [markdown]
# Where training goes on rising and validation doesn't, the model learns by heart.

# %%
run.show("search", "curves")

# %% [markdown]
# Which class is taken for which, and how each fares.

# %%
run.show("confusion", "labels", "per_class", "confused_pairs")

# %% [markdown]
# The photos that the model was most sure and most wrong about, and some that it got right.

# %%
run.show("predictions")

# %% [markdown]
# What the answer rests on: where the photo speaks for the class, and where hiding a part costs
# most.

# %%
run.show("attention")

# %% [markdown]
# ## Try it
# The model looks at files as the training did. `signkit.load("active")` takes the active version,
# and `predict` a photo, a folder of them, or an array.

# %%
tested = training.catalog.table.query("split == 'test'").head(3)
model = signkit.load(run)
model.predict([training.catalog.root / path for path in tested["path"]])

# %% [markdown]
# ## Keep it as a version
# A version is a copy of the model with all that belongs to it. The first one is *active*: the one
# that an app takes. `versions.activate("v2")` takes another, `versions.roll_back()` goes back,
# `versions.delete("v1")` removes one. Side by side:

# %%
from signkit.versions.store import Versions

versions = Versions(layout.models, settings.model_folder)
versions.promote(run.folder)
versions.list()

# %%
versions.compare(*versions.list()["version"].tail(4))

# %%
assert run.finished
assert versions.open().model.is_file()
print(f"Report: {run.path('report.html')}", f"Active model: {versions.active().model}", sep="\n")
