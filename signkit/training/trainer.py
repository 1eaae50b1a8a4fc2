"""Training: from settings to a measured run folder."""

import keras

from signkit.inputs.dataset import Dataset
from signkit.inputs.text_dataset import TextDataset
from signkit.report.page import report_language, write_report
from signkit.runs.files import BRANCHES, CHECKPOINT, METRICS
from signkit.runs.lease import check, leased
from signkit.runs.record import Run
from signkit.settings.learning import LearningSettings
from signkit.training.device import Device, find_device, fit_batch, telling_out_of_memory
from signkit.training.kinds.table import kind_of
from signkit.training.loop import control
from signkit.training.loop.checkpoint import Checkpoints, Saved
from signkit.training.loop.judge import judge
from signkit.training.loop.save import bare, save_model
from signkit.training.loop.stage_fit import fit_stage
from signkit.training.loop.work import Work
from signkit.training.setup import Training, member_run, note_groups
from signkit.training.start import start
from signkit.training.watch.live import live_curves
from signkit.training.watch.tensorboard import write_result


def train(training: Training, report: bool = True) -> Run:
    """Train (or go on with) what was set up, measure and report; a finished run is left as it is.

    Raises AssetError or DataError before long work where something can't be, RunError where another
    session trains the run, RunPaused or RunCancelled where that was asked for, DeviceError when the
    memory is too small.
    Without `report` a measured run waits for its report until it is trained again with it: for many
    small runs, where drawing takes longer than training.
    """
    settings, run, catalog = training.settings.resolved(), training.run, training.catalog
    reworded = note_groups(run, catalog)
    if run.finished:
        print(f"This run is finished: {run.folder}. Change a setting or RUN_NAME for a new one.")
        if reworded or report_language(run.folder) != settings.language:
            write_report(run.folder, catalog.root, settings.language)
        return run
    with leased(run.folder):
        return _train(settings, training.layout, catalog, run, report)


def _train(settings, layout, catalog, run, report) -> Run:
    kind = kind_of(settings)
    control.clear(run.folder)
    dataset = kind.load(settings, layout, catalog)
    kind.record(run, dataset, kind.prepared(settings, layout))
    if settings.ensemble > 1:
        members = [member_run(run, settings, k) for k in range(settings.ensemble)]
        for number, (own, member) in enumerate(members, start=1):
            print(f"Model {number} of {len(members)}, seed {own.seed}")
            _train_one(own, dataset, member)
        kind.join([member for _, member in members], dataset, settings, run)
    else:
        _train_one(settings, dataset, run)
    if not report:
        return run
    check(run.folder)
    write_result(run, dataset)
    write_report(run.folder, data_root=catalog.root, language=settings.language)
    return run


def _train_one(settings: LearningSettings, dataset: Dataset | TextDataset, run: Run) -> None:
    """Train one model through its stages and measure it, unless that is done already."""
    checkpoints = Checkpoints(run.path(CHECKPOINT))
    if run.has(METRICS):
        checkpoints.clear()  # a kill may have come between the two
        return
    last = checkpoints.last()
    run.cut_history(last.state["epochs"] if last else 0)
    keras.utils.set_random_seed(settings.seed)
    kind = kind_of(settings)
    device = find_device(kind.precision(settings))
    measure = judge(run, kind.judged_by(dataset), last)
    run.note_resolved(
        device=device.describe(), keras_backend=keras.backend.backend(), judged_by=measure
    )
    keras.config.set_dtype_policy(device.dtype_policy)
    try:
        with device.scope(), telling_out_of_memory(settings):
            settings, network = start(settings, dataset, run, last, measure)
            watching = live_curves(run, settings.language)
            work = Work(settings, network, dataset, run, checkpoints, measure, watching)
            _fit_stages(work, device, last)
            check(run.folder)
            kind.measure(work)
    finally:
        keras.config.set_dtype_policy("float32")
    checkpoints.clear()


def _fit_stages(work: Work, device: Device, last: Saved | None) -> None:
    if last:
        stage = work.plan[last.state["stage"]]
        print(
            f"Going on after epoch {last.state['stage_epoch']} of {stage.epochs} "
            f"of stage {stage.name} in {work.run.folder}."
        )
    for index in range(last.state["stage"] if last else 0, len(work.plan)):
        last = _fit_in_memory(work, device, index, last)
        stage = work.plan[index]
        if stage.output != work.plan[-1].output:
            model = bare(work.network.model(stage.output))
            save_model(model, work.run.path(BRANCHES, f"{stage.output}.keras"))


def _fit_in_memory(work: Work, device: Device, index: int, last: Saved | None) -> Saved:
    """Fit a stage, with batches in as many parts as the device's memory asks for."""
    # A stage goes on with the parts that it began with, whatever the device is now.
    begun_with = last.state["split"] if last and last.state["stage"] == index else 1
    if not (work.settings.fit_batch and device.kind == "gpu"):
        return fit_stage(work, index, last, begun_with)
    result = []

    def attempt(micro: int) -> None:
        # What an attempt that ran out of memory had finished is on disk.
        begun = work.checkpoints.last() or last
        result.append(fit_stage(work, index, begun, work.settings.batch_size // micro))

    micro, _ = fit_batch(attempt, work.settings.batch_size // begun_with)
    parts = work.settings.batch_size // micro
    if parts > 1:
        work.run.note_resolved(batch_parts={"parts": parts, "of": micro})
    return result[-1]
