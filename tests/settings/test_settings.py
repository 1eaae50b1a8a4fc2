import pytest

from signkit.errors import SettingsError
from signkit.settings import (
    BEYOND_FORM,
    ImageSettings,
    PreprocessSettings,
    TextSettings,
    TrainSettings,
)


def test_upper_case_names_are_settings_and_others_are_not():
    settings = TrainSettings.from_parameters(
        {
            "DATASET": "x",
            "EPOCHS": 3,
            "_PRIVATE": 1,
            "__name__": "m",
            "catalog": 5,
            "In": [],
            "Out": {},
        }
    )
    assert (settings.dataset, settings.epochs) == ("x", 3)


def test_an_unknown_name_is_named_with_the_nearest():
    with pytest.raises(SettingsError, match="Unknown setting EPOCH.*mean EPOCHS"):
        TrainSettings.from_parameters({"EPOCH": 3})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("option", "D", "OPTION is 'D': choose one of: baseline, A, B"),
        ("epochs", -1, "EPOCHS is -1"),
        ("stages", "fusion 30", "STAGES is 'fusion 30'.*name, epochs, rate.*names: visual"),
        ("epochs", "many", "EPOCHS is 'many'"),
        ("image_size", 8, "at least 32 pixels"),
        ("split", "best", "SPLIT is 'best'.*'grouped'"),
        ("test_fraction", 1.5, "TEST_FRACTION is 1.5"),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed(name, value, said):
    with pytest.raises(SettingsError, match=said):
        TrainSettings.make(**{name: value})


def test_a_fold_and_named_groups_exclude_each_other():
    with pytest.raises(SettingsError, match="FOLD and TEST_GROUPS both say"):
        TrainSettings.make(fold="1/5", test_groups="S1")


def test_fractions_that_leave_nothing_to_train_on():
    with pytest.raises(SettingsError, match="nothing to train on"):
        TrainSettings.make(validation_fraction=0.5, test_fraction=0.5)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"stages": "landmark 3 1e-3"}, "one stage: translation"),
        ({"width": 30, "heads": 4}, "WIDTH 30 can't be shared by 4 HEADS"),
        ({"forget": 1.0}, "FORGET is 1.0"),
    ],
)
def test_a_translator_that_cant_be_is_refused(values, said):
    with pytest.raises(SettingsError, match=said):
        TextSettings.make(**values)


def test_signs_have_no_stage_of_sentences():
    with pytest.raises(SettingsError, match="train-text"):
        TrainSettings.make(stages="translation 3 1e-3")


def test_resolved_takes_the_options_values_where_none_is_chosen():
    settings = TrainSettings.make(option="baseline", image_size=64).resolved()
    assert settings.image_size == 64
    assert (settings.backbone, settings.fusion) == ("EfficientNetB0", "concat")
    assert [(s.name, s.epochs, s.learning_rate) for s in settings.plan] == [
        ("end_to_end", 60, 1e-3)
    ]
    assert settings.label_smoothing == 0.0
    assert TrainSettings.make(option="B").resolved().label_smoothing == 0.1
    assert TrainSettings.make(option="B", label_smoothing=0.0).resolved().label_smoothing == 0.0


def test_settings_beyond_the_form_exist():
    fields = {*TrainSettings.model_fields, *TextSettings.model_fields}
    assert fields > BEYOND_FORM


def test_a_third_hand_is_refused():
    with pytest.raises(SettingsError, match="MAX_HANDS is 3"):
        PreprocessSettings.make(max_hands=3)


def test_a_mode_fills_what_nothing_was_chosen_for():
    simple = ImageSettings.make().resolved()
    assert (simple.model, simple.backbone, simple.frame) == ("cnn", "", (300, 300))
    assert [(s.name, s.epochs) for s in simple.plan] == [("visual", 15)]
    moved = ImageSettings.make(mode="transfer", img_width=320, learning_rate=2e-3).resolved()
    assert (moved.backbone, moved.frame) == ("EfficientNetV2B0", (224, 320))
    assert [(s.name, s.learning_rate) for s in moved.plan] == [
        ("visual_head", 2e-3),
        ("visual", pytest.approx(2e-5)),
    ]
    assert "IMG_HEIGHT to 160 and IMG_WIDTH to 224" in moved.smaller()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("mode", "fast", "choose one of: simple, tuned, transfer"),
        ("img_height", 8, "at least 32 pixels"),
        ("unfreeze", "some", "all, none, or how many"),
        ("space", "units 3", "SPACE is 'units 3'.*conv1_filters"),
        ("fold", "6/5", 'write it as "2/5"'),
        ("fold", "half", 'write it as "2/5"'),
        ("stages", "fusion 3 1e-3", "visual_head and visual"),
        ("tuner", "luck", "'hyperband'"),
        ("max_trials", 0, "MAX_TRIALS is 0"),
    ],
)
def test_a_bad_value_of_photos_alone_is_named(name, value, said):
    with pytest.raises(SettingsError, match=said):
        ImageSettings.make(**{name: value})
