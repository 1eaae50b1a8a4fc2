import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from signkit.models.blocks.text_layers import TextSizes
from signkit.models.texts.translation import TranslationSizes, build_translation

ROOT = Path(__file__).resolve().parents[3]
TINY = TextSizes(width=8, depth=1, heads=2, hidden=16, dropout=0.0)
SIZES = TranslationSizes(9, 7, TINY, TINY)
INPUTS = {
    "source_input": np.array([[4, 5, 8, 0], [6, 0, 0, 0]], np.int32),
    "target_input": np.array([[2, 4, 5], [2, 6, 0]], np.int32),
}


def logits_of(model, inputs=INPUTS):
    return keras.ops.convert_to_numpy(model(inputs))


def test_it_gives_logits_of_each_next_word():
    assert logits_of(build_translation(SIZES)).shape == (2, 3, 7)


def test_padding_of_the_source_changes_nothing():
    model = build_translation(SIZES)
    longer = {**INPUTS, "source_input": np.pad(INPUTS["source_input"], ((0, 0), (0, 5)))}
    np.testing.assert_allclose(logits_of(model, longer), logits_of(model), atol=1e-5)


def test_the_order_of_the_source_counts():
    model = build_translation(SIZES)
    turned = {**INPUTS, "source_input": INPUTS["source_input"][:, [1, 0, 2, 3]]}
    assert abs(logits_of(model, turned)[0] - logits_of(model)[0]).max() > 1e-3


def test_a_shared_table_is_one():
    apart = build_translation(replace(SIZES, source_words=7))
    shared = build_translation(replace(SIZES, source_words=7, shared=True))
    table = 7 * 8 + 7  # and its biases
    assert apart.count_params() - shared.count_params() == table


def test_sizes_are_obeyed():
    sizes = replace(SIZES, reader=TextSizes(16, 3, 2, 8, 0.0), writer=replace(TINY, depth=2))
    model = build_translation(sizes)
    assert sum(layer.name.startswith("reader") for layer in model.layers) == 3
    assert len(model.get_layer("text_decoder").blocks) == 2
    assert model.get_layer("source_tokens").output.shape[-1] == 16


@pytest.mark.parametrize("change", [{}, {"source_words": 7, "reader": replace(TINY, width=16)}])
def test_what_differs_is_not_shared(change):
    with pytest.raises(ValueError, match="one vocabulary and one width"):
        build_translation(replace(SIZES, shared=True, **change))


@pytest.mark.parametrize("shared", [False, True])
def test_it_comes_back_from_a_file(shared, tmp_path):
    model = build_translation(replace(SIZES, target_words=9, shared=shared))
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(logits_of(again), logits_of(model))
    assert again.count_params() == model.count_params()


STEPS = """
import json
import sys
import keras
import numpy as np
from signkit.models.texts.decoding import TextWriter
from signkit.models.blocks.text_layers import TextSizes
from signkit.models.texts.loss import Perplexity, TextLoss
from signkit.models.texts.translation import TranslationSizes, build_translation

keras.utils.set_random_seed(0)
tiny = TextSizes(8, 1, 2, 16, 0.0)
model = build_translation(TranslationSizes(9, 7, tiny, tiny))
inputs = {"source_input": np.array([[4, 5, 8, 0], [6, 0, 0, 0]], "int32"),
          "target_input": np.array([[2, 4, 5], [2, 6, 0]], "int32")}
follow = np.array([[4, 5, 3], [6, 3, 0]], "int32")
model.compile(keras.optimizers.Adam(3e-2), TextLoss(0.1), metrics=[Perplexity()])
done = model.fit(inputs, follow, epochs=40, verbose=0).history
del inputs["target_input"]
said = TextWriter.of(model, "target_input").write(inputs, length=6, beam=2)
print(json.dumps({"backend": keras.backend.backend(), "perplexity": done["perplexity"][-1],
                  "said": said.tolist(),
                  "loaded": sorted({"tensorflow", "jax", "torch"} & set(sys.modules))}))
"""


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_it_learns_and_writes_under_other_backends(backend):
    if importlib.util.find_spec(backend) is None:
        pytest.skip(f"{backend} isn't installed here")
    done = subprocess.run(
        [sys.executable, "-c", STEPS],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["backend"] == backend
    assert found["perplexity"] < 1.5
    assert found["said"] == [[2, 4, 5, 3, 0, 0], [2, 6, 3, 0, 0, 0]]
