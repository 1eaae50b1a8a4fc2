import shutil
from dataclasses import replace

import pytest

from signkit.errors import DataError, SettingsError, StoreError
from signkit.landmarks.store import LandmarkStore
from signkit.settings import TrainSettings
from signkit.training.kinds import sign
from signkit.training.kinds import table as kinds
from signkit.training.setup import note_groups, open_run, split_catalog


def settings(**changes):
    chosen = {"dataset": "dots", "validation_fraction": 0.25, "test_fraction": 0.25}
    return TrainSettings.make(**{**chosen, **changes})


def name_of(layout, **changes):
    chosen = settings(**changes)
    return open_run(chosen, layout, split_catalog(chosen, layout)).name


def test_the_same_call_finds_the_same_run_and_another_setting_another(layout, monkeypatch):
    first = name_of(layout)
    assert first.startswith("dots-A-seed0-")
    assert name_of(layout) == first
    # What the option says anyway changes nothing; where the files lie neither.
    assert name_of(layout, backbone="EfficientNetV2S", root=str(layout.root)) == first
    others = [name_of(layout, epochs=3), name_of(layout, seed=1), name_of(layout, split="random")]
    assert len({first, *others}) == 4
    monkeypatch.setattr(sign, "LandmarkStore", lambda folder: StubStore())
    assert name_of(layout) != first  # other landmarks of the same photos


def test_a_data_set_that_moved_goes_on_with_its_run(layout, tmp_path):
    kept = settings(run_name="kept")
    first, name = open_run(kept, layout, split_catalog(kept, layout)), name_of(layout)
    moved = tmp_path / "moved"
    shutil.copytree(layout.datasets / "dots", moved, copy_function=shutil.copyfile)
    place = str(moved)
    assert name_of(layout, dataset=place) == name
    kept = settings(run_name="kept", dataset=place)
    again = open_run(kept, layout, split_catalog(kept, layout))
    assert again.photos() == moved
    assert again.folder == first.folder


@pytest.mark.parametrize("run_name", ["", "begun"])
def test_a_run_begun_with_what_is_refused_now_goes_on_without_it(layout, run_name):
    def opened(chosen):
        return open_run(chosen, layout, split_catalog(chosen, layout)).folder

    # As settings.json had it: a name that nothing read, and a share that a fold leaves no use.
    old = settings().model_copy(
        update={"temporal": "nonsense", "fold": "1/3", "run_name": run_name}
    )
    begun = opened(old)
    with pytest.raises(SettingsError, match=r"TEMPORAL.*TEST_FRACTION"):
        TrainSettings.make(**old.model_dump())
    today = old.model_copy(update={"temporal": "", "test_fraction": 0.15})
    assert opened(TrainSettings.make(**today.model_dump())) == begun
    if not run_name:
        assert opened(today.model_copy(update={"seed": 1})) != begun


class StubStore:
    """A store of another detector."""

    version = "hands1-another"


def test_the_data_of_a_run_is_described(layout):
    chosen = settings(test_groups="signer3")
    run = open_run(chosen, layout, split_catalog(chosen, layout))
    data = run.read("settings.json")["data"]
    assert data["split_groups"]["test"] == ["signer3"]
    assert data["split_strategy"] == "grouped"
    assert data["landmarks"] == LandmarkStore(layout.landmarks("dots")).version == "drawn"
    assert sum(data["split_photos"].values()) == data["photos"] == 48


def test_an_unknown_group_and_missing_landmarks_are_named(layout, tmp_path):
    with pytest.raises(DataError, match="no group bob.*signer0, signer1"):
        split_catalog(settings(test_groups="bob"), layout)
    chosen = settings()
    catalog = split_catalog(chosen, layout)
    (layout.datasets / "elsewhere").mkdir()
    with pytest.raises(StoreError, match="no landmark store"):
        open_run(chosen.model_copy(update={"dataset": "elsewhere"}), layout, catalog)


@pytest.mark.parametrize("option", ["A", "C"])
def test_weights_are_asked_for_only_where_a_stage_looks_at_photos(option):
    def of(stages):  # "small" has no ImageNet weights, so asking for them is told
        chosen = settings(option=option, backbone="small", image_size=32, weights="imagenet")
        chosen = chosen.model_copy(update={"stages": stages}).resolved()
        return kinds.kind_of(chosen).backbone(chosen, fetch=True)

    alone = of("landmarks_only")
    assert (alone.weights, alone.note) == ("none", "")
    with pytest.raises(SettingsError, match="no ImageNet weights"):
        of("landmark 1 1e-3; fusion 1 1e-3")


def test_what_groups_are_is_noted_where_it_is_said_and_changes_no_run(layout):
    chosen = settings(groups_are="latar")
    catalog = split_catalog(chosen, layout)
    run = open_run(chosen, layout, catalog)
    assert name_of(layout) == run.name
    assert note_groups(run, catalog)
    assert run.read("settings.json")["resolved"]["groups_are"] == "background"
    assert not note_groups(run, catalog)
    assert not note_groups(run, replace(catalog, groups_are=""))  # what was said stays
    assert run.read("settings.json")["resolved"]["groups_are"] == "background"
