"""A photo's, a clip's, a sentence's prediction is what the run's own table says of it."""

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from signkit.clips.store import ClipStore
from signkit.deploy.kinds.table import open_model
from signkit.errors import ClipError, DataError, ImageError, RunError
from signkit.landmarks.store import LandmarkStore
from signkit.preparation.things import prepare_photos
from signkit.settings import ImageSettings, TrainSettings
from signkit.tables import read_parquet
from signkit.training import trainer
from signkit.training.measure import conclude
from signkit.training.setup import set_up
from signkit.training.trainer import train

pytestmark = pytest.mark.slow

SHARES = {"validation_fraction": 0.25, "test_fraction": 0.25}
SIGNS = {"dataset": "dots", "backbone": "small", "weights": "none", "image_size": 32, **SHARES}
THINGS = {"dataset": "things", "img_height": 32, "img_width": 40, **SHARES}
DESK = {**THINGS, "dataset": "desk", "csv": "labels.csv", "several_labels": True}


@pytest.fixture(scope="module", autouse=True)
def unfitted():
    """Models as they are built: what they say is told as well, and no training is made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trainer, "_fit_stages", lambda work, *rest: _decided(work))
        patch.setattr(conclude, "save_looks", lambda *given: None)
        tf.config.run_functions_eagerly(True)  # to build a graph takes longer than so few photos
        yield
        tf.config.run_functions_eagerly(False)


def _decided(work):
    """Make an untrained model's last layers decided: else it says nearly the same of everything."""
    for layer in work.network.model(work.plan[-1].output).layers:
        if layer.name.endswith("_output") and hasattr(layer, "kernel"):
            layer.kernel.assign(30 * layer.kernel)


class Kept:
    """Finds the hands that a store has of a file's content."""

    def __init__(self, store):
        self.store = store

    def detect(self, image, key):
        return self.store.load([key])

    def track(self, path, key):
        return self.store.load([key])


def agree(run, root, finder=None):
    """Compare predictions of the test's files with the run's own table; return the predictions."""
    table = read_parquet(run.path("predictions.parquet")).to_pandas()
    table = table[table["split"] == "test"].reset_index(drop=True)
    model = open_model(run.folder, finder)
    said = model.predict([root / path for path in table["path"]])
    own = table.filter(regex=r"^p_\d+$").to_numpy()
    found = np.array([[each.probabilities[name] for name in model.labels] for each in said])
    assert np.abs(found - own).max() < 1e-5
    assert np.ptp(own, axis=0).max() > 1e-4  # another photo would be seen
    assert [each.label for each in said] == table["predicted"].tolist()
    if "hands" in table and said[0].hands is not None:
        assert [each.hands for each in said] == table["hands"].tolist()
    return said, model


@pytest.mark.parametrize(
    "changes",
    [
        {"option": "baseline"},
        {"option": "A", "stages": "end_to_end 1 1e-3"},
        {"option": "B", "stages": "end_to_end 1 1e-3"},
        {"option": "B", "stages": "landmarks_only"},
        {"option": "B", "stages": "photos_only"},
    ],
    ids=lambda changes: "-".join(changes.values()).split()[0],
)
def test_signs_on_photos(layout, changes):
    run = train(set_up(TrainSettings.make(**SIGNS, **changes), layout), report=False)
    hands = Kept(LandmarkStore(layout.landmarks("dots")))
    said, model = agree(run, layout.datasets / "dots", hands)
    threshold = run.read("metrics.json")["unknown"]["threshold"]
    assert [each.unknown for each in said] == [each.probability < threshold for each in said]
    looks = {name for each in said for name in each.found_by}
    assert looks <= {""} if "landmark_input" in model.shapes else not looks
    without = [each for each in said if each.hands == 0]
    assert all("No hand was found" in each.note for each in without)


def test_clips(waves):
    chosen = {"option": "C", "frames": 8, "pictures": 3, "stages": "end_to_end 1 1e-3"}
    settings = TrainSettings.make(**{**SIGNS, "dataset": "waves", **chosen})
    run = train(set_up(settings, waves), report=False)
    tracker = Kept(ClipStore(waves.landmarks("waves")))
    _, model = agree(run, waves.datasets / "waves", tracker)
    with pytest.raises(ClipError, match="landmark sequence: it has no pictures"):
        model.predict(np.random.default_rng(0).random((8, 2, 21, 3), np.float32))


@pytest.mark.parametrize("chosen", [THINGS, DESK], ids=["one label", "several labels"])
def test_things(things, chosen):
    settings = ImageSettings.make(**chosen)
    prepare_photos(settings, things)
    run = train(set_up(settings, things), report=False)
    said, model = agree(run, things.datasets / chosen["dataset"])
    assert {each.hands for each in said} == {None}
    file = said[0].source
    pixels = np.asarray(Image.open(file))
    for given in (file, pixels):
        one = model.predict(given)
        assert one.label == said[0].label
        assert one.probability == pytest.approx(said[0].probability, abs=1e-5)
    assert len(model.predict(np.stack([pixels, pixels]))) == 2
    with pytest.raises(ImageError, match="OpenCV's are BGR"):
        model.predict(pixels[..., :1].astype(float))
    with pytest.raises(DataError, match=r"There is no nowhere\.jpg"):
        model.predict("nowhere.jpg")


def test_a_folder_is_told_file_by_file(things, tmp_path):
    settings = ImageSettings.make(**THINGS)
    prepare_photos(settings, things)
    run = train(set_up(settings, things), report=False)
    (tmp_path / "broken.png").write_bytes(b"\x89PNG no more")
    Image.fromarray(np.full((24, 40, 3), 90, np.uint8)).save(tmp_path / "grey.png")
    said = open_model(run.folder).predict(tmp_path)
    assert [each.label != "" for each in said] == [False, True]
    assert "damaged" in said[0].note
    assert said.table(2)["top 2"].tolist()[0] == ""
    assert str(said).count("\n") == 1
    run.path("model.keras").rename(run.path("model.gone"))
    with pytest.raises(RunError, match=r"has no model\.keras"):
        open_model(run.folder)
