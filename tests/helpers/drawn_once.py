"""A picture of the same figures in the same words is drawn once, however many tests ask for it."""

import pickle
from collections import OrderedDict

from signkit.report.photos import pictures

MOST = 48  # figures that are kept: those of a file's tests, but not of all


def draw_once(patch) -> None:
    """Let `Pictures.draw` take what the same function made of the same arguments before."""
    draw, to_svg, figures, svgs = pictures.Pictures.draw, pictures.to_svg, OrderedDict(), {}

    def drawn(self, name, needed, make, *rest, **asked):
        return draw(self, name, needed, _remembering(make, figures, svgs), *rest, **asked)

    def written(figure):
        found = svgs.get(id(figure)) or to_svg(figure)
        if any(figure is known for known in figures.values()):
            svgs[id(figure)] = found
        return found

    patch.setattr(pictures.Pictures, "draw", drawn)
    patch.setattr(pictures, "to_svg", written)


def _remembering(make, figures, svgs):
    def made(language):
        try:
            about = make.func.__module__, make.func.__qualname__, make.args, make.keywords
            key = pickle.dumps((*about, language["lang"], dict(language)))
        except (AttributeError, TypeError, pickle.PicklingError):  # no partial, or local to a test
            return make(language=language)
        if key not in figures:
            figures[key] = make(language=language)
            if len(figures) > MOST:
                svgs.pop(id(figures.popitem(last=False)[1]), None)
        return figures[key]

    return made
