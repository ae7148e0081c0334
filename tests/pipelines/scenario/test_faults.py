from pathlib import Path

import pytest

from pipelines.scenario.errors import ScenarioError
from tests.pipelines.scenario.small import GOOD, check

EFFICIENCY, COST, PUE = "inputs.cell_efficiency", "inputs.array_cost_usd_per_w", "inputs.pue"
PRICE = "trajectories.launch_price_usd_per_kg"

# (what is written instead of what, the problem), one of a kind each
FAULTS = {
    "unknown table": ("[run]", "[rum]", "rum: unknown table, did you mean 'run'?"),
    "unknown key": ("samples =", "sampels =", "run.sampels = 4096: unknown key, did you mean 'samples'?"),
    "unknown key of an input": ("low =", "lo =", f"{EFFICIENCY}.lo = 0.28: is not a parameter of a triangular"),
    "misspelt provenance": (
        "source =",
        "sorce =",
        f"{EFFICIENCY}.sorce = 'data sheet': unknown key, did you mean 'source'?",
    ),
    "unknown key beside a value": (
        "value = 1.25",
        "value = 1.25\nlow = 1",
        f"{PUE}.low = 1: unknown key of an input with a",
    ),
    "unknown key of a trajectory": (
        "step_years",
        "step_year",
        f"{PRICE}.step_year = 5: unknown key, did you mean 'step_years'?",
    ),
    "missing table": (
        "[scenario]",
        "[other]",
        "scenario.name: missing, must be a name of letters, digits, '-' and '_'",
    ),
    "missing title": ('title = "Small"\n', "", "scenario.title: missing, must be text that is not empty"),
    "bad name": ('"small"', '"a/b"', "scenario.name = 'a/b': must be a name of letters, digits, '-' and '_'"),
    "unknown input": ("[inputs.pue]", "[inputs.peu]", "inputs.peu: unknown input, did you mean 'pue'?"),
    "missing input": ("[inputs.pue]", "[inputs.peu]", f"{PUE}: missing: power usage effectiveness, in '1'"),
    "missing source": ('source = "data sheet"\n', "", f"{EFFICIENCY}.source: missing, must be text that is not empty"),
    "missing unit": ('unit = "1"\n', "", f"{EFFICIENCY}.unit: missing, must be text that is not empty"),
    "missing date": ("as_of = 2025-06-01\n", "", f"{EFFICIENCY}.as_of: missing, must be a date such as 2026-11-20"),
    "missing class": ('class = "quote"\n', "", f"{EFFICIENCY}.class: missing, must be 'quote', 'paper' or 'judgement'"),
    "missing evidence": (
        'evidence = "high"\n',
        "",
        f"{EFFICIENCY}.evidence: missing, must be 'low', 'medium' or 'high'",
    ),
    "missing group": ('group = "power"\n', "", f"{EFFICIENCY}.group: missing, must be text that is not empty"),
    "empty source": ('"data sheet"', '" "', f"{EFFICIENCY}.source = ' ': must be text that is not empty"),
    "wrong unit": ('"USD/W"', '"EUR/W"', f"{COST}.unit = 'EUR/W': this input is in 'USD/W'"),
    "not a date": ("2025-06-01", "2025", f"{EFFICIENCY}.as_of = 2025: must be a date such as 2026-11-20"),
    "no such date": ("2025-06-01", '"2025-6-1"', f"{EFFICIENCY}.as_of = '2025-6-1': must be a date such as 2026-11-20"),
    "date with a time": (
        "2025-06-01",
        "2025-06-01 10:00:00",
        f"{EFFICIENCY}.as_of = 2025-06-01T10:00:00: must be a date",
    ),
    "class": (
        '"quote"',
        '"qoute"',
        f"{EFFICIENCY}.class = 'qoute': must be 'quote', 'paper' or 'judgement', did you mean 'quote'?",
    ),
    "text for a number": ("0.28", '"0.28"', f"{EFFICIENCY}.low = '0.28': must be a number"),
    "truth for a number": ("0.28", "true", f"{EFFICIENCY}.low = true: must be a number"),
    "list for a number": ("0.28", "[0.28]", f"{EFFICIENCY}.low = [0.28]: must be a number"),
    "truth for a value": ("1.25", "true", f"{PUE}.value = true: must be a finite number"),
    "nan": ("0.28", "nan", f"{EFFICIENCY}.low = nan: must be a number, and not nan"),
    "nan in a list": ("[0.3, inf]", "[nan, inf]", f"{COST}.truncate[0] = nan: must be a number, and not nan"),
    "nan for a value": ("1.25", "nan", f"{PUE}.value = nan: must be a finite number"),
    "number for a list": ("[0.3, inf]", "0.3", f"{COST}.truncate = 0.3: must be a list of two numbers"),
    "impossible parameters": (
        "mode = 0.30",
        "mode = 0.40",
        f"{EFFICIENCY}.high = 0.34: must satisfy low <= mode <= high",
    ),
    "missing parameter": ("mode = 0.30\n", "", f"{EFFICIENCY}: a triangular distribution: needs low, mode and high"),
    "beyond the limits": (
        "high = 0.34",
        "high = 1.2",
        f"{EFFICIENCY}: reaches from 0.28 to 1.2, but must be from 0 to 1: add truncate = [0.28, 1]",
    ),
    "outside the limits": ("1.25", "0.9", f"{PUE}.value = 0.9: must be 1 or more"),
    "both": (
        "value = 1.25",
        'value = 1.25\ndistribution = "normal"',
        f"{PUE}.distribution = 'normal': give either a value or",
    ),
    "neither": ("value = 1.25\n", "", f"{PUE}: missing: give distribution = ... or value = ..."),
    "unknown distribution": (
        '"triangular"',
        '"triangluar"',
        f"{EFFICIENCY}.distribution = 'triangluar': unknown distribution, did you mean 'triangular'?",
    ),
    "infeasible percentiles": ("p95 = 15", "p95 = 0.1", f"{COST}"),
    "percentiles twice over": (
        "p95 = 15",
        "p95 = 15\nmu = 1.0",
        f"{COST}.mu = 1.0: cannot be combined with percentiles",
    ),
    "table for a number": ("0.28", "{ value = 1 }", f"{EFFICIENCY}.low: must be a number"),
    "a number for a table": ("[inputs.pue]\n", "[inputs]\npue = 3\n[other]\n", f"{PUE} = 3: must be a table"),
    "a path for a number": (
        "[inputs.pue]",
        "[trajectories.pue]",
        "trajectories.pue: is one number for all years: describe it as [inputs.pue]",
    ),
    "a number for a path": (
        f"[{PRICE}]",
        "[inputs.launch_price_usd_per_kg]",
        f"inputs.launch_price_usd_per_kg: changes by year: describe it as [{PRICE}]",
    ),
    "unknown trajectory": (
        '"random_walk"',
        '"random_wak"',
        f"{PRICE}.trajectory = 'random_wak': unknown trajectory, did you mean 'random_walk'?",
    ),
    "no trajectory": ('trajectory = "random_walk"\n', "", f"{PRICE}: missing: give trajectory = ..."),
    "missing field": ("volatility_per_year = 0.1\n", "", f"{PRICE}.volatility_per_year: missing"),
    "fraction of a year": ("step_years = 5", "step_years = 2.5", f"{PRICE}.step_years = 2.5: must be a whole number"),
    "text for a field": (
        "drift_per_year = 0.0",
        'drift_per_year = "up"',
        f"{PRICE}.drift_per_year = 'up': must be a finite number",
    ),
    "bad field": ("p95 = 3600.0 }", "p95 = 3600.0, p50 = 1.0 }", f"{PRICE}.start"),
    "years in the file": ("step_years = 5", "years = [2026]", f"{PRICE}.years = [2026]: unknown key"),
    "paths beyond the limits": ('{ distribution = "lognormal", p5 = 900.0, p95 = 3600.0 }', "-5", f"{PRICE}: "),
    "unknown driver": (
        '["cell_efficiency"',
        '["cell_eficiency"',
        "dependence.pairs[0].between[0] = 'cell_eficiency': unknown driver, did you mean 'cell_efficiency'?",
    ),
    "driver without its trajectory": (
        '["cell_efficiency"',
        '["launch_price_usd_per_kg"',
        "dependence.pairs[0].between[0] = 'launch_price_usd_per_kg': unknown driver: those of launch_price_usd_per_kg",
    ),
    "one of a pair": (
        '["cell_efficiency", "array_cost_usd_per_w"]',
        '["cell_efficiency"]',
        "dependence.pairs[0].between = ['cell_efficiency']: must be a list of two different drivers",
    ),
    "correlation": (
        "correlation = 0.5",
        "correlation = 1.5",
        "dependence.pairs[0].correlation = 1.5: must be a number from -1 to 1",
    ),
    "no source of a correlation": (
        ', source = "survey", class = "judgement" }',
        ', class = "judgement" }',
        "dependence.pairs[0].source: missing, must be text that is not empty",
    ),
    "copula": (
        '"gaussian"',
        '"gausian"',
        "dependence.copula = 'gausian': must be 'gaussian' or 'student_t', did you mean 'gaussian'?",
    ),
    "decision year": (
        "horizon = 2040",
        "horizon = 2030",
        "decision.decision_year: must be one of the start years, from 2026 to 2030",
    ),
    "horizon": (
        "horizon = 2040",
        "horizon = 2020",
        "decision.horizon = 2020: must not be before first_start_year = 2026",
    ),
    "start before the costs": (
        "horizon = 2040",
        "first_start_year = 2025",
        "decision.first_start_year = 2025: must be a whole number from 2026, the year that costs are of, to 2200",
    ),
    "path that begins after its years": (
        "from_year = 2026",
        "from_year = 2027",
        f"{PRICE}.from_year = 2027: must be 2026, the first year of the path, or at most 200 years before it",
    ),
    "path without its year": ("from_year = 2026\n", "", f"{PRICE}.from_year: missing"),
    "truth for a year": (
        "horizon = 2040",
        "horizon = true",
        "decision.horizon = true: must be a whole number from 2000 to 2200",
    ),
    "power": ("horizon = 2040", "it_power_kw = 0", "decision.it_power_kw = 0: must be a finite number greater than 0"),
    "discount rate": (
        "horizon = 2040",
        "real_discount_rate = 5",
        "decision.real_discount_rate = 5: must be a number from -0.05 to 1",
    ),
    "choice": (
        '"mean"',
        '"meen"',
        "technology.array = 'meen': must be 'continuous', 'mean' or 'given', did you mean 'mean'?",
    ),
    "unknown choice": ("array =", "aray =", "technology.aray = 'mean': unknown key, did you mean 'array'?"),
    "truth of a choice": (
        'array = "mean"',
        "time_value = 1",
        "technology.time_value = 1: must be true or false",
    ),
    "fraction of a unit": (
        'array = "mean"',
        "units = 1.5",
        "technology.units = 1.5: must be a whole number from 0 to 1000000",
    ),
    "more units than there are": (
        'array = "mean"',
        "units = 3\nunits_needed = 4",
        "technology.units_needed = 4: must be from 1 to units = 3",
    ),
    "units of which none must work": (
        'array = "mean"',
        "units = 3",
        "technology.units_needed: must be from 1 to units = 3",
    ),
    "shield without a balance": (
        'array = "mean"',
        "sunshield = true",
        "technology.sunshield = true: only with radiator = 'balance', and not 'given'",
    ),
    "cargoes of a mass that has no parts": (
        'array = "mean"',
        'cargo = "apart"\nmass = "given"',
        "technology.cargo = 'apart': only with mass = 'by_part', and not 'given'",
    ),
    "not asked for": (
        '"mean"',
        '"given"',
        f"{EFFICIENCY}: not asked for with technology.array = 'given', but with 'continuous' or 'mean'",
    ),
    "output of a claim": (
        '"level_cost_usd_per_kw_year"',
        '"level_cost_usd_per_kw"',
        "claims.price.output = 'level_cost_usd_per_kw': unknown output, did you mean 'level_cost_usd_per_kw_year'?",
    ),
    "unit of a claim": (
        '"USD/kW-year"',
        '"USD/kW"',
        "claims.price.unit = 'USD/kW': this output is in 'USD/kW-year'",
    ),
    "coordinate of a claim": (
        '"orbit" }',
        '"moon" }',
        "claims.price.at.side = 'moon': must be one of 'orbit', 'ground'",
    ),
    "no coordinate of a claim": (
        '{ side = "orbit" }',
        "{}",
        "claims.price.at.side: missing, must be one of 'orbit', 'ground'",
    ),
    "dimension of a claim": (
        '{ side = "orbit" }',
        '{ side = "orbit", year = 2030 }',
        "claims.price.at.year = 2030: no dimension of level_cost_usd_per_kw_year (dimensions: side, start_year)",
    ),
    "year of a claim": (
        '{ side = "orbit" }',
        '{ side = "orbit", start_year = 2041 }',
        "claims.price.at.start_year = 2041: must be from 2026 to 2040",
    ),
    "list for coordinates": (
        '{ side = "orbit" }',
        '["orbit"]',
        "claims.price.at = ['orbit']: must be a table of coordinates",
    ),
    "tolerance": (
        "value = 9000",
        "value = 9000\ntolerance = -1",
        "claims.price.tolerance = -1: must be a number from 0 to 10",
    ),
    "name of a claim": ("[claims.price]", '[claims."a b"]', "claims.'a b': is called by a name of letters"),
    "side of a remark": ("orbit.encl", "orbt.encl", "remarks.orbt: unknown side, did you mean 'orbit'?"),
    "empty remark": ('"not said"', '" "', "remarks.orbit.enclosure = ' ': must be text that is not empty"),
    "remark without a side": ("orbit.enclosure", "orbit", "remarks.orbit = 'not said': must be a table"),
    "switch without a title": (
        'title = "Dear cells"\n',
        "",
        "switches.dear.title: missing, must be text that is not empty",
    ),
    "section of a switch": (
        "inputs.pue.value",
        "imputs.pue.value",
        "switches.dear.imputs: unknown key, did you mean 'inputs'?",
    ),
    "name of a switch": ("[switches.dear]", '[switches."a/b"]', "switches.'a/b': is called by a name of letters"),
    "number for a switch": ("inputs.pue.value = 1.3", "inputs = 3", "switches.dear.inputs = 3: must be a table"),
    "too few samples": ("4096", "31", "run.samples = 31: must be at least 32: two for each of 16 replicates"),
    "too many samples": (
        "4096",
        "68_719_476_737",
        "run.samples = 68719476737: must be at most 2**32 for each replicate: use points = 'philox'",
    ),
    "seed": ("samples = 4096", "seed = -1", "run.seed = -1: must be a whole number from 0 to 2**64 - 1"),
    "target": ("samples = 4096", 'target = "gpu"', "run.target = 'gpu': must be 'reference', 'simd', 'cuda' or 'cupy'"),
    "precision": (
        "samples = 4096",
        'precision = "double"',
        "run.precision = 'double': must be 'float32' or 'float64'",
    ),
    "precision without a choice": (
        "samples = 4096",
        'target = "reference"\nprecision = "float32"',
        "run.precision = 'float32': target 'reference' computes in float64: leave precision out",
    ),
    "keep": ("samples = 4096", 'keep = "gap"', "run.keep = 'gap': must be a list of text"),
    "dimension": ("pue = 7", "pue = 99_999", "dimensions.pue = 99999: must be a whole number from 0 to 1023"),
    "owner of a dimension": ("pue = 7", "puee = 7", "dimensions.puee = 7: unknown driver, did you mean 'pue'?"),
    "dimension twice": (
        "pue = 7",
        "pue = 7\ncell_efficiency = 7",
        "dimensions: dimension 7 is given to both 'pue' and 'cell_efficiency'",
    ),
    "no file": (
        '"triangular"\nlow = 0.28\nmode = 0.30\nhigh = 0.34',
        '"empirical"\ncolumn = "a"',
        f"{EFFICIENCY}.file: missing, must be text that is not empty",
    ),
}


def problems_of(text: str, overrides: tuple[str, ...] = (), folder: Path | None = None) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        check(text, overrides, folder)
    return [str(problem) for problem in caught.value.problems]


def test_the_scenario_without_faults_passes() -> None:
    assert check(GOOD).name == "small"


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_named_with_its_place(name: str) -> None:
    before, after, expected = FAULTS[name]
    assert before in GOOD
    found = problems_of(GOOD.replace(before, after, 1))
    matching = [problem for problem in found if problem.partition(": ")[2].startswith(expected)]
    assert len(matching) == 1, "\n".join(found)
    assert matching[0].startswith("scenario.toml:")


def test_a_fault_does_not_hide_what_follows_from_other_keys() -> None:
    text = GOOD.replace("samples = 4096", "samples = 12\nreplicats = 16").replace("horizon", "service = 3\nhorizon")
    assert problems_of(text.replace("2040", "2030")) == [
        "scenario.toml:6: decision.decision_year: must be one of the start years, from 2026 to 2030",
        "scenario.toml:7: decision.service = 3: unknown key, did you mean 'service_years'?",
        "scenario.toml:11: run.samples = 12: must be at least 32: two for each of 16 replicates",
        "scenario.toml:12: run.replicats = 16: unknown key, did you mean 'replicates'?",
    ]
