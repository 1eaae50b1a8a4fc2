"""After training: what the best epoch's model says of the splits that it didn't train on."""

from collections.abc import Callable
from functools import partial

import keras
import numpy as np

from signkit.data.catalog import UNKNOWN
from signkit.inputs.batches import Batches
from signkit.inputs.changes.degrade import half_blanked, half_blurred
from signkit.inputs.samples import Samples
from signkit.runs.files import BRANCHES
from signkit.training.loop.save import bare
from signkit.training.loop.work import Work
from signkit.training.measure.conclude import conclude
from signkit.training.measure.probe import fit_probe
from signkit.training.measure.scores import HELD_OUT, Scores
from signkit.training.measure.text_measures import measure_texts

CONDITIONS = {"plain": lambda s: s, "hands_blanked": half_blanked, "photos_blurred": half_blurred}
Predict = Callable[[Samples], np.ndarray]


def measure(work: Work, people: bool) -> dict:
    """Measure the last stage's best weights on the held-out splits; write what comes out.

    A hybrid's branches are measured by themselves on the same test split: by the model that their
    own stage ended with, or else by a linear probe on what the whole model makes of them. `people`
    are in what is looked at, as `conclude` takes it.
    """
    last = work.plan[-1]
    model = bare(work.network.model(last.output))
    said = partial(_predict, model, last.inputs, work.settings.batch_size)
    parts = {split: work.dataset.split(split) for split in HELD_OUT}
    if not len(parts[UNKNOWN]):
        del parts[UNKNOWN]
    probabilities = {split: said(samples) for split, samples in parts.items()}
    how = ""
    if branches := work.network.branches(last.output):
        sources, how = _sources(work, branches)
        for condition, degrade in CONDITIONS.items():
            samples = degrade(parts["test"])
            for source, predict in {**sources, "fused": said}.items():
                probabilities[f"{condition}_{source}"] = predict(samples)
    texts = measure_texts(work)
    scores = Scores(probabilities, how)
    return conclude(model, scores, work.dataset, work.settings, work.run, people, texts)


def _sources(work: Work, branches: dict[str, str]) -> tuple[dict[str, Predict], str]:
    """What predicts from photo alone and from landmarks alone, and how it was trained."""
    predicts, how = {}, "stages"
    size = work.settings.batch_size
    for branch, needed in branches.items():
        own = work.run.path(BRANCHES, f"{branch}.keras")
        if any(stage.output == branch for stage in work.plan):
            model = keras.models.load_model(own, compile=False)
            predicts[branch] = partial(_predict, model, (needed,), size)
        else:
            how = "probes"
            read = partial(_predict, work.network.reader(branch), (needed,), size)
            predicts[branch] = fit_probe(read, work.dataset.split("train"))
    return predicts, how


def _predict(
    model: keras.Model, inputs: tuple[str, ...], batch_size: int, samples: Samples
) -> np.ndarray:
    batches = Batches(samples, batch_size, inputs=inputs)
    return model.predict(batches, verbose=0).astype(np.float32)
