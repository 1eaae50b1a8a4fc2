import pytest

from signkit.data.texts.vocabulary import PADDING, START, UNKNOWN
from signkit.errors import RunError
from signkit.versions.inputs import read_inputs

RESCALING = {"class_name": "Rescaling", "config": {"scale": 0.5, "offset": -1, "name": "r"}}
NORMAL = {"class_name": "Normalization", "config": {"mean": [1, 2, 3], "variance": [4, 5, 6]}}
BACKBONE = {"class_name": "Functional", "config": {"layers": [RESCALING, NORMAL]}}
TOKENS = {"class_name": "HandTokens", "config": {}}


def test_inputs_are_read_in_order_with_what_scales_them(tmp_path, make_model):
    file = make_model(
        tmp_path / "m.keras",
        inputs=(("landmark_input", (126,)), ("image_input", (8, 12, 3))),
        layers=(BACKBONE, TOKENS),
    )
    (hands, photo), keras = read_inputs(file)
    assert keras == "3.11.0"
    assert (hands["name"], hands["shape"]) == ("landmark_input", [126])
    assert hands["inside_model"] == [{"layer": "HandTokens"}]
    assert "divides each hand by its palm size" in hands["words"]
    assert (photo["shape"], photo["range"]) == ([8, 12, 3], [0, 255])
    assert photo["inside_model"] == [
        {"layer": "Rescaling", "scale": 0.5, "offset": -1},
        {"layer": "Normalization", "mean": [1, 2, 3], "variance": [4, 5, 6]},
    ]
    assert "8 pixels high and 12 wide" in photo["words"]
    assert "the model scales them itself" in photo["words"]


def test_a_model_that_scales_nothing_says_so(tmp_path, make_model):
    (photo,), _ = read_inputs(make_model(tmp_path / "m.keras"))
    assert photo["inside_model"] == []
    assert "the model takes them as they are" in photo["words"]


def test_an_unknown_input_is_kept(tmp_path, make_model):
    (other,), _ = read_inputs(make_model(tmp_path / "m.keras", inputs=(("sound", (5,)),)))
    assert (other["name"], other["shape"], other["range"]) == ("sound", [5], None)


def test_the_inputs_of_a_translator_are_told_as_words(tmp_path, make_model):
    inputs = (("source_input", (None,)), ("target_input", (None,)))
    (source, target), _ = read_inputs(make_model(tmp_path / "m.keras", inputs=inputs))
    assert source["shape"] == [None]
    assert f"{UNKNOWN} for a word that isn't there, zeros after the end" in source["words"]
    assert PADDING == 0
    assert f"{START} first, then a word after the other" in target["words"]


def test_what_is_no_model_is_named(tmp_path):
    (tmp_path / "m.keras").write_text("no zip")
    with pytest.raises(RunError, match=r"m\.keras is no whole Keras model"):
        read_inputs(tmp_path / "m.keras")


@pytest.mark.slow
def test_a_model_that_keras_saved(tmp_path):
    import keras

    photo, hands = keras.Input((8, 12, 3), name="image_input"), keras.Input((126,), name="other")
    inner = keras.Sequential([keras.layers.Rescaling(1 / 255), keras.layers.Flatten()])
    joined = keras.layers.Concatenate()([inner(photo), hands])
    keras.Model([photo, hands], joined).save(tmp_path / "two.keras")
    (first, second), version = read_inputs(tmp_path / "two.keras")
    assert (first["name"], first["shape"], second["shape"]) == ("image_input", [8, 12, 3], [126])
    assert first["inside_model"] == [{"layer": "Rescaling", "scale": 1 / 255, "offset": 0.0}]
    assert version == keras.__version__
    keras.Model(photo, inner(photo)).save(tmp_path / "one.keras")
    (only,), _ = read_inputs(tmp_path / "one.keras")
    assert only["name"] == "image_input"


def test_clips_are_described_by_their_frames(tmp_path, make_model):
    file = make_model(
        tmp_path / "m.keras",
        inputs=(("image_input", (8, 96, 64, 3)), ("landmark_input", (64, 126))),
        layers=({"class_name": "ClipFeatures", "config": {}},),
    )
    (pictures, hands), _ = read_inputs(file)
    assert pictures["words"].startswith("8 frames of a clip")
    assert "96 pixels high and 64 wide" in pictures["words"]
    assert hands["words"].startswith("at most 64 frames")
    assert hands["inside_model"] == [{"layer": "ClipFeatures"}]
