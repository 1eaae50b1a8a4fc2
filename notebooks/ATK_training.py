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
ROOT = ""  # @param {type:"string"}
DATASET = "sample-stationery"  # @param {type:"string"}
MODE = "simple"  # @param ["simple", "tuned", "transfer"]
IMG_HEIGHT = 0  # @param {type:"integer"}
IMG_WIDTH = 0  # @param {type:"integer"}
BATCH_SIZE = 15  # @param {type:"integer"}
EPOCHS = 0  # @param {type:"integer"}
LEARNING_RATE = 0.0  # @param {type:"number"}
AUGMENTATIONS = "flip rotation zoom contrast brightness"  # @param {type:"string"}
# @markdown **Tuned**: how to search, for how many trials, each of how many epochs at most
TUNER = "hyperband"  # @param ["hyperband", "random", "bayesian", "grid"]
MAX_TRIALS = 10  # @param {type:"integer"}
TUNING_EPOCHS = 9  # @param {type:"integer"}
SPACE = ""  # @param {type:"string"}
# @markdown **Transfer**: what to start from
BACKBONE = ""  # @param ["", "EfficientNetV2B0", "ConvNeXtTinyCBAM", "compact", "fine"]
UNFREEZE = "all"  # @param ["all", "none", "10", "30", "100"]
WEIGHTS = "auto"  # @param {type:"string"}
STAGES = ""  # @param {type:"string"}
MODEL = ""  # @param ["", "cnn", "transfer"]
# @markdown **Labels**
CSV = ""  # @param {type:"string"}
VOC = False  # @param {type:"boolean"}
SEVERAL_LABELS = False  # @param {type:"boolean"}
LABEL_SEPARATOR = ""  # @param {type:"string"}
LABEL_PATTERN = ""  # @param {type:"string"}
GROUP_PATTERN = ""  # @param {type:"string"}
GROUP_COLUMN = ""  # @param {type:"string"}
GROUPS_ARE = ""  # @param ["", "signer", "session", "background", "source"] {allow-input: true}
COPIES = "together"  # @param ["together", "report"]
# @markdown **Rare classes**
LOSS = ""  # @param ["", "crossentropy", "weighted", "focal"]
CLASS_WEIGHTS = False  # @param {type:"boolean"}
BALANCED_BATCHES = False  # @param {type:"boolean"}
AUGMENT_FACTORS = ""  # @param {type:"string"}
# @markdown **The split**
SPLIT = "auto"  # @param ["auto", "grouped", "random", "given"]
TEST_GROUPS = ""  # @param {type:"string"}
VALIDATION = "groups"  # @param ["groups", "photos"]
VALIDATION_FRACTION = 0.1  # @param {type:"number"}
TEST_FRACTION = 0.1  # @param {type:"number"}
FOLD = ""  # @param {type:"string"}
COPIES_OF_TEST = "keep"  # @param ["keep", "leave out"]
UNKNOWN_CLASSES = ""  # @param {type:"string"}
# @markdown **The run**
SEED = 0  # @param {type:"integer"}
ENSEMBLE = 1  # @param {type:"slider", min:1, max:5, step:1}
MIXED_PRECISION = "auto"  # @param ["auto", "on", "off"]
LANGUAGE = "en"  # @param ["en", "id"]
TASK = "atk"  # @param {type:"string"}
RUN_NAME = ""  # @param {type:"string"}
USE_DRIVE = False  # @param {type:"boolean"}

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
from signkit.training.setup import open_run, split_catalog

catalog = split_catalog(settings, layout)
run = open_run(settings, layout, catalog)
print(f"Run folder: {run.folder}", *catalog.notes, sep="\n")
describe_splits(catalog)

# %% [markdown]
# What the augmentations do to training photos. Would you still know what it is? Take out what makes
# one thing look like another.

# %%
from signkit.preparation.things import show_augmentations

show_augmentations(settings, catalog)

# %% [markdown]
# ## Train
# Training and validation side by side, epoch by epoch. It stops by itself when validation gets no
# better, and keeps the best epoch. *Stop* pauses: run the cell again, now or tomorrow.

# %%
from signkit.training.trainer import train

run = train(settings, layout, catalog, run)

# %% [markdown]
# ## How good is it?
# Measured once, on the test photos. The interval says how far the figure may be off with so few
# photos; for the thesis, `python -m signkit train-images DATASET --folds 5` tests every photo once.

# %%
from signkit.report.summary import summary

print(summary(run.folder, settings.language))

# %%
from IPython.display import Markdown

Markdown(run.path("thesis.txt"))

# %% [markdown]
# Where training goes on rising and validation doesn't, the model learns by heart.

# %%
from signkit.report.show import show

show(run.folder, "search", "curves")

# %% [markdown]
# Which class is taken for which, and how each fares.

# %%
show(run.folder, "confusion", "labels", "per_class", "confused_pairs")

# %% [markdown]
# The photos that the model was most sure and most wrong about, and some that it got right.

# %%
show(run.folder, "predictions")

# %% [markdown]
# What the answer rests on: where the photo speaks for the class, and where hiding a part costs
# most.

# %%
show(run.folder, "attention")

# %% [markdown]
# ## Keep it as a version
# A version is a copy of the model with all that belongs to it. The first one is *active*: the one
# that an app takes. `versions.activate("v2")` takes another, `versions.roll_back()` goes back,
# `versions.delete("v1")` removes one. Side by side:

# %%
from signkit.versions.store import Versions

versions = Versions(layout.models, settings.task)
versions.promote(run.folder)
versions.list()

# %%
versions.compare(*versions.list()["version"].tail(4))

# %%
assert run.finished
assert versions.open().model.is_file()
print(f"Report: {run.path('report.html')}", f"Active model: {versions.active().model}", sep="\n")
