import pytest

from signkit.config import BEYOND_FORM, PreprocessSettings, TrainSettings
from signkit.errors import SettingsError


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


def test_fractions_that_leave_nothing_to_train_on():
    with pytest.raises(SettingsError, match="nothing to train on"):
        TrainSettings.make(validation_fraction=0.5, test_fraction=0.5)


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
    assert set(TrainSettings.model_fields) > BEYOND_FORM


def test_a_third_hand_is_refused():
    with pytest.raises(SettingsError, match="MAX_HANDS is 3"):
        PreprocessSettings.make(max_hands=3)
