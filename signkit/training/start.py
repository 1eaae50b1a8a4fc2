"""Before the first epoch: what was searched for, the weights to start from, and the network."""

from signkit.inputs.dataset import Dataset
from signkit.models.network import Network
from signkit.runs.files import SETTINGS
from signkit.runs.record import Run
from signkit.settings.learning import LearningSettings
from signkit.training.kinds.table import kind_of
from signkit.training.loop.checkpoint import Saved


def start(
    settings: LearningSettings, dataset: Dataset, run: Run, last: Saved | None, measure: str
) -> tuple[LearningSettings, Network]:
    """Build the network, untrained; return it with the settings as they turned out.

    `last` is the checkpoint to go on from. A search, where one is asked for, comes first, judged by
    `measure`; where the backbone starts from random weights, the recipe may have a plan of its own.
    """
    kind = kind_of(settings)
    settings, values = kind.searched(settings, dataset, run, measure)
    # Where a checkpoint brings all weights, there is no need to fetch any.
    backbone = kind.backbone(settings, fetch=last is None)
    if backbone and backbone.note:
        print(backbone.note)
    if last is None:
        began = backbone.weights if backbone else "none"
        run.note_resolved(backbone_weights_used=began)
    else:
        began = run.read(SETTINGS)["resolved"]["backbone_weights_used"]
    settings = _from_random(settings, began)
    network = kind.network(settings, dataset, backbone, values)
    if began == "random":
        kind.begin(network, settings, dataset)
    if last is None:
        parameters = network.model(settings.plan[-1].output).count_params()
        run.note_resolved(parameters=parameters)
    return settings, network


def _from_random(settings: LearningSettings, began: str) -> LearningSettings:
    """The settings with the plan for random weights, unless a plan was chosen."""
    other = getattr(settings.recipe, "stages_from_random", "")
    if began != "random" or not other or settings.stages != settings.recipe.stages:
        return settings
    print(f"The backbone starts from random weights: the stages are {other}.")
    return settings.model_copy(update={"stages": other})
