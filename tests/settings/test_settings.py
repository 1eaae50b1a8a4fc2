import pytest

from signkit.errors import SettingsError
from signkit.settings import (
    ClipPreprocessSettings,
    ImageSettings,
    PreprocessSettings,
    TextSettings,
    TrainSettings,
)
from signkit.settings.about import about


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


KINDS = (PreprocessSettings, ClipPreprocessSettings, TrainSettings, TextSettings, ImageSettings)


@pytest.mark.parametrize("kind", KINDS)
def test_every_setting_is_described_and_what_is_usual_is_never_refused(kind):
    for one in about(kind):
        assert one.description.endswith("."), one.name
        assert one.default != "" or one.description.count('"') % 2 == 0, one.name
        for where in one.mark.only:
            assert hasattr(kind, where.setting) or where.setting in kind.model_fields
    kind.make(**{name: field.default for name, field in kind.model_fields.items()})


def test_names_that_are_shown_are_those_there_are():
    from signkit.data.group_kinds import KINDS as GROUPS
    from signkit.models.encoders.landmarks import ENCODERS
    from signkit.models.encoders.temporal import TEMPORAL
    from signkit.models.encoders.texts import TEXT_ENCODERS
    from signkit.models.fusion import FUSIONS
    from signkit.models.photos.backbones import BACKBONES
    from signkit.models.photos.image import IMAGE_MODELS
    from signkit.training.loop.losses import LOSSES

    tables = {
        "landmark_encoder": ENCODERS,
        "temporal": TEMPORAL,
        "text_encoder": TEXT_ENCODERS,
        "fusion": FUSIONS,
        "backbone": BACKBONES,
        "model": IMAGE_MODELS,
        "loss": LOSSES,
    }
    shown = {one.name: one.mark.names for kind in KINDS for one in about(kind)}
    assert {name: {*shown[name]} for name in tables} == {n: {*t} for n, t in tables.items()}
    assert {*shown["groups_are"]} < {*GROUPS}


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        (TrainSettings, {"temporal": "nonsense"}, "TEMPORAL is 'nonsense', .* OPTION is C"),
        (TrainSettings, {"option": "B", "frames": 9}, "FRAMES is 9, .* OPTION is C"),
        (TrainSettings, {"pictures": 2}, "PICTURES is 2"),
        (
            TrainSettings,
            {"option": "C", "landmark_encoder": "tokens"},
            "LANDMARK_ENCODER is 'tokens', .* OPTION is baseline, A or B.*LANDMARK_ENCODER = ''",
        ),
        (TrainSettings, {"text_encoder": "pretrained"}, "TASKS names align"),
        (TrainSettings, {"tasks": "translate", "alpha": 0.2}, "TASKS names classify and another"),
        (TrainSettings, {"augment": False, "modality_dropout": 0.2}, "AUGMENT is True"),
        (TrainSettings, {"warmup": 0.2}, "SCHEDULE is cosine"),
        (TrainSettings, {"fold": "1/5", "test_fraction": 0.3}, "FOLD is empty"),
        (ImageSettings, {"tuner": "grid", "space": "dropout 0.3"}, "TUNER.*SPACE.*MODE is tuned"),
        (ImageSettings, {"max_trials": 3, "tuning_epochs": 2}, "MAX_TRIALS.*TUNING_EPOCHS"),
        (ImageSettings, {"unfreeze": "none"}, "UNFREEZE is 'none', .* MODE or MODEL is transfer"),
        (ImageSettings, {"model": "cnn", "backbone": "small"}, "BACKBONE is 'small'"),
        (ImageSettings, {"mode": "tuned", "weights": "imagenet"}, "WEIGHTS"),
        (ImageSettings, {"label_separator": " "}, "CSV is given and SEVERAL_LABELS is True"),
        (ImageSettings, {"csv": "a.csv", "label_separator": " "}, "only where SEVERAL_LABELS is"),
        (ImageSettings, {"csv": "a.csv", "voc": True}, "VOC is True, .* CSV is empty"),
        (ImageSettings, {"voc": True, "label_pattern": "(a)"}, "only where VOC is False"),
        (PreprocessSettings, {"group_column": "who"}, "CSV is given"),
        (TextSettings, {"csv": "a.csv", "source": "de"}, "SOURCE is 'de', .* CSV is empty"),
        (TextSettings, {"beam": 1, "length_penalty": 1.0}, "BEAM is above 1"),
        (TextSettings, {"schedule": "plateau", "warmup": 0.1}, "SCHEDULE is cosine"),
    ],
)
def test_what_would_be_ignored_is_refused_saying_where_it_counts(kind, values, said):
    with pytest.raises(SettingsError, match=said):
        kind.make(**values)
    kind.read(**values)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (TrainSettings, {"option": "C", "temporal": "recurrent", "frames": 9, "warmup": 0.2}),
        (TrainSettings, {"option": "B", "views": 2, "modality_dropout": 0.2}),
        # Not changed where AUGMENT is off, nor of groups where the split knows none: as asked.
        (TrainSettings, {"augment": False, "flip": False, "modality_dropout": 0.0}),
        (TrainSettings, {"split": "random", "validation": "photos"}),
        (ImageSettings, {"weights": "none"}),
        (TrainSettings, {"tasks": "classify align", "text_encoder": "pretrained", "alpha": 0.2}),
        (ImageSettings, {"mode": "transfer", "backbone": "small", "unfreeze": "none", "views": 2}),
        (ImageSettings, {"model": "transfer", "backbone": "small", "weights": "none"}),
        (ImageSettings, {"mode": "tuned", "tuner": "grid", "space": "dropout 0.3"}),
        (ImageSettings, {"csv": "a", "several_labels": True, "label_separator": " "}),
    ],
)
def test_what_counts_is_taken(kind, values):
    assert kind.make(**values).ignored() == {}


def test_an_old_name_still_does_and_is_told(capsys):
    assert TrainSettings.from_parameters({"TASK": "bisindo"}).model_folder == "bisindo"
    assert "TASK is called MODEL_FOLDER now" in capsys.readouterr().out
    with pytest.raises(SettingsError, match="both are given"):
        TrainSettings.make(task="a", model_folder="b")
    with pytest.raises(SettingsError, match="Unknown setting TASK"):
        PreprocessSettings.make(task="a")


def test_other_values_are_checked_and_what_they_leave_no_use_stays():
    searched = ImageSettings.make(mode="tuned", max_trials=3)
    assert searched.changed(mode="simple").max_trials == 3
    with pytest.raises(SettingsError, match="EPOCHS is -1"):
        searched.changed(epochs=-1)


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
