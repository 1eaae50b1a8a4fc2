"""A linear probe: what a branch of a jointly trained model knows by itself.

Alain & Bengio, Understanding intermediate layers using linear classifier probes (2016).
"""

from collections.abc import Callable

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from signkit.inputs.samples import Samples


def fit_probe(
    read: Callable[[Samples], np.ndarray], train: Samples
) -> Callable[[Samples], np.ndarray]:
    """Fit a linear classifier on what `read` makes of the training samples, (n, D).

    Returns what gives the probabilities (n, classes) of other samples.
    """
    classifier = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500))
    classifier.fit(read(train), train.targets[train.rows])
    known = classifier.classes_

    def predict(samples: Samples) -> np.ndarray:
        probabilities = np.zeros((len(samples), train.classes), np.float32)
        probabilities[:, known] = classifier.predict_proba(read(samples))
        return probabilities

    return predict
