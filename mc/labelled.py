"""Results as xarray: labelled dimensions, units and errors. The only module that names xarray."""

from collections.abc import Collection, Mapping

import numpy as np
import xarray as xr

from distributions.arrays import FloatArray
from mc.accumulators.base import IntArray
from mc.accumulators.histogram import RELATIVE_WIDTH, Histogram
from mc.accumulators.levels import Levels
from mc.accumulators.moments import Moments
from mc.accumulators.plan import AccumulatorPlan
from mc.model import EVENT, Output
from mc.uncertainty import (
    Estimate,
    Quantiles,
    finite_counts,
    histogram_quantiles,
    level_probabilities,
    level_quantiles,
    moments,
)

QUANTILES = (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
"""Probabilities of not exceeding, for which quantiles are given."""

_KINDS = ("finite", "nan", "minus infinite", "infinite")
_OUTSIDE = ("below", "above", "nan")

Variables = dict[str, tuple[tuple[str, ...], np.ndarray, dict[str, object]]]


def to_tree(
    plan: AccumulatorPlan, state: IntArray, attrs: Mapping[str, object], sample_dims: Collection[str] = ()
) -> xr.DataTree:
    """Make the results of a run from its accumulated state.

    Parameters
    ----------
    plan, state
        The accumulators and what they hold.
    attrs
        Provenance, for the root.
    sample_dims
        Dimensions of raw samples that are stored beside the results, which get their coordinates too.

    Returns
    -------
    xarray.DataTree
        ``/summary`` with, for every output `x`, quantiles ``x`` and their errors ``x_mcse`` and 95 % interval
        ``x_low``, ``x_high``; ``x_mean``, ``x_sd`` with ``_mcse``; ``x_count`` by kind of value; for an event
        ``p_x``; for an ordinal output its ``x_probability`` and ``x_cumulative_probability`` by level.
        ``/histograms/x`` with ``count`` by bin, and ``count_outside`` of the bins.
    """
    summary: Variables = {}
    coords: dict[str, object] = {
        "quantile": ("quantile", np.asarray(QUANTILES), {"units": "1", "long_name": "probability of not exceeding"})
    }
    histograms: dict[str, xr.Dataset] = {}
    for output in plan.model.outputs:
        for dim in output.dims:
            coords[dim] = _coordinate(plan, dim)
        for accumulator, part in plan.parts(state, output):
            match accumulator:
                case Moments():
                    coords["kind"] = ("kind", np.asarray(_KINDS, dtype=object))
                    summary |= _moments(plan, output, accumulator, part)
                case Histogram():
                    summary |= _quantiles(plan, output, histogram_quantiles(accumulator, part, np.asarray(QUANTILES)))
                    histograms[output.name] = _histogram(plan, output, accumulator, part)
                case Levels(levels=levels) if levels == EVENT:
                    summary |= _event(plan, output, part)
                case Levels():
                    coords[_level_dim(output)] = (_level_dim(output), np.asarray(output.levels), _attrs(output))
                    summary |= _ordinal(plan, output, accumulator, part)
    shared = sorted({dim for output in plan.model.outputs if output.name in histograms for dim in output.dims})
    nodes = {
        "/": xr.Dataset(attrs={**attrs, "samples": int(state[0]), "replicates": plan.replicates}),
        "/summary": xr.Dataset(summary, coords=coords),
        "/histograms": xr.Dataset(coords={dim: _coordinate(plan, dim) for dim in shared}),
        **{f"/histograms/{name}": dataset for name, dataset in histograms.items()},
    }
    if sample_dims:
        nodes["/samples"] = xr.Dataset(coords={dim: _coordinate(plan, dim) for dim in sorted(sample_dims)})
    return xr.DataTree.from_dict(nodes)


def _moments(plan: AccumulatorPlan, output: Output, accumulator: Moments, part: IntArray) -> Variables:
    mean, deviation = moments(accumulator, part)
    counts = finite_counts(part).reshape(*plan.shape(output), len(_KINDS))
    return {
        **_estimate(plan, output, f"{output.name}_mean", mean, cell_methods="realization: mean"),
        **_estimate(plan, output, f"{output.name}_sd", deviation, cell_methods="realization: standard_deviation"),
        f"{output.name}_count": (
            (*output.dims, "kind"),
            counts,
            {"units": "1", "long_name": "number of samples"},
        ),
    }


def _quantiles(plan: AccumulatorPlan, output: Output, quantiles: Quantiles) -> Variables:
    return _estimate(plan, output, output.name, quantiles, "quantile", relative_error=RELATIVE_WIDTH)


def _event(plan: AccumulatorPlan, output: Output, part: IntArray) -> Variables:
    estimate = level_probabilities(part)
    happens = Estimate(value=estimate.value[:, 1], mcse=estimate.mcse[:, 1])
    attrs = {"units": "1", "long_name": f"probability that {output.long_name or output.name}"}
    return {
        **_estimate(plan, output, f"p_{output.name}", happens, **attrs),
        **_nan_count(plan, output, part),
    }


def _ordinal(plan: AccumulatorPlan, output: Output, levels: Levels, part: IntArray) -> Variables:
    level = _level_dim(output)
    attrs = {"units": "1", "long_name": f"probability of each {output.long_name or output.name}"}
    by = {"units": "1", "long_name": f"probability of not exceeding each {output.long_name or output.name}"}
    return {
        **_estimate(plan, output, output.name, level_quantiles(levels, part, np.asarray(QUANTILES)), "quantile"),
        **_estimate(plan, output, f"{output.name}_probability", level_probabilities(part), level, **attrs),
        **_estimate(
            plan,
            output,
            f"{output.name}_cumulative_probability",
            level_probabilities(part, cumulative=True),
            level,
            **by,
        ),
        **_nan_count(plan, output, part),
    }


def _nan_count(plan: AccumulatorPlan, output: Output, part: IntArray) -> Variables:
    counts = part[..., -1].sum(axis=1).reshape(plan.shape(output))
    attrs: dict[str, object] = {"units": "1", "long_name": "number of samples without a value"}
    return {f"{output.name}_nan_count": (output.dims, counts, attrs)}


def _estimate(
    plan: AccumulatorPlan, output: Output, name: str, estimate: Estimate | Quantiles, *last: str, **attrs: object
) -> Variables:
    """Give an estimate and its errors the dimensions of the output, plus `last`."""
    described = {**_attrs(output), **attrs}
    kinds: list[tuple[str, FloatArray | None, str]] = [
        ("", estimate.value, ""),
        ("_mcse", estimate.mcse, "standard error of "),
    ]
    if isinstance(estimate, Quantiles):
        kinds += [
            ("_low", estimate.low, "lower end of the 95 % interval of "),
            ("_high", estimate.high, "upper end of the 95 % interval of "),
        ]
    return {
        name + suffix: (
            (*output.dims, *last),
            values.reshape((*plan.shape(output), *values.shape[1:])),
            {**described, "long_name": words + str(described["long_name"])},
        )
        for suffix, values, words in kinds
        if values is not None
    }


def _histogram(plan: AccumulatorPlan, output: Output, histogram: Histogram, part: IntArray) -> xr.Dataset:
    fine = histogram.fine(part)
    inner = fine[:, 1:-2]
    used = np.flatnonzero(inner.any(axis=0))
    kept = slice(int(used[0]), int(used[-1]) + 1) if used.size else slice(0, 1)
    edges = histogram.bins.edges
    lower, upper = edges[:-1][kept], edges[1:][kept]
    shape = plan.shape(output)
    count = {"units": "1", "long_name": "number of samples"}
    return xr.Dataset(
        {
            "count": ((*output.dims, "bin"), inner[:, kept].reshape(*shape, -1), count),
            "count_outside": (
                (*output.dims, "outside"),
                fine[:, [0, -2, -1]].reshape(*shape, len(_OUTSIDE)),
                {**count, "low": float(edges[0]), "high": float(edges[-1])},
            ),
            "bin_bounds": (("bin", "bounds"), np.stack([lower, upper], axis=-1), {"units": output.unit}),
        },
        coords={
            "bin": ("bin", (lower + upper) / 2.0, {**_attrs(output), "bounds": "bin_bounds"}),
            "outside": ("outside", np.asarray(_OUTSIDE, dtype=object)),
        },
        attrs={"relative_error": RELATIVE_WIDTH},
    )


def _coordinate(plan: AccumulatorPlan, dim: str) -> tuple[str, np.ndarray]:
    labels = plan.model.coords[dim]
    if isinstance(labels[0], str):
        return dim, np.asarray(labels, dtype=object)
    numbers = np.asarray(labels, dtype=np.float64)
    whole = bool(np.all(numbers == np.rint(numbers)))
    return dim, numbers.astype(np.int64) if whole else numbers


def _level_dim(output: Output) -> str:
    return f"{output.name}_level"


def _attrs(output: Output) -> dict[str, object]:
    return {"units": output.unit, "long_name": output.long_name or output.name}
