"""The array type that the mathematics of this package is written for.

Functions are written in plain NumPy and typed as for NumPy arrays. They also accept Python floats and any
array that implements NumPy's dispatch protocols (``__array_ufunc__``, ``__array_function__``), because they
use nothing but ufuncs, ``np.where``, ``np.interp`` and ``np.searchsorted`` on constant tables, and static
indexing along trailing axes.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.float64]
