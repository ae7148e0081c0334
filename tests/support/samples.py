"""Comparison of what targets computed."""

import numpy as np

from mc.targets.base import Evaluation


def assert_same_samples(actual: Evaluation, expected: Evaluation) -> None:
    for found, wanted in ((actual.inputs, expected.inputs), (actual.outputs, expected.outputs)):
        assert list(found) == list(wanted)
        for name, parts in wanted.items():
            left, right = np.concatenate(found[name]), np.concatenate(parts)
            unsigned = f"u{right.itemsize}"
            np.testing.assert_array_equal(left.view(unsigned), right.view(unsigned), err_msg=name)
