"""Built-in sample photos: signs drawn from joint positions, free of licences and downloads."""

from signkit.samples.dataset import make_sample_signs
from signkit.samples.signs.render import render
from signkit.samples.signs.signer import Signer, make_signer
from signkit.samples.signs.table import SIGNS, TWO_HANDED

__all__ = ["SIGNS", "TWO_HANDED", "Signer", "make_sample_signs", "make_signer", "render"]
