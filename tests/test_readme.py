"""What README shows works as shown."""

import re
from pathlib import Path

import pytest

from pipelines.scenario.load import load_scenario
from tests.support.command import orbital_risk

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def block(language: str, containing: str) -> str:
    (found,) = (b for b in re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL) if containing in b)
    return str(found)


def test_the_model_of_the_readers_own_runs(capsys: pytest.CaptureFixture[str]) -> None:
    program = block("python", "mc.simulate").replace("1_000_000", "65_536")
    exec(compile(program, "README.md", "exec"), {})
    values = [float(text.replace(",", "")) for text in re.findall(r"(-?[\d,]+) ±", capsys.readouterr().out)]
    assert len(values) == 3
    assert values == sorted(values)


def test_the_scenario_of_the_readers_own_loads(tmp_path: Path) -> None:
    path = tmp_path / "better-cells.toml"
    path.write_text(block("toml", "better-cells"), encoding="utf-8")
    scenario = load_scenario(str(path))
    assert scenario.space.distributions["cell_efficiency"].median == pytest.approx(0.297, abs=0.003)
    assert scenario.decision == load_scenario("baseline").decision


def test_the_summary_has_the_form_that_is_shown(tmp_path: Path) -> None:
    """Numbers aside, which depend on the processor in their last digits."""
    printed = orbital_risk("run", "baseline", "--samples", "2000", "--store", tmp_path).stdout
    shown = block("text", "Breakeven year")
    labels = [line for line in (re.split(r"  +|: ", line)[0].strip() for line in shown.splitlines()) if line]
    for label in labels:
        if not re.search(r"\d{3}|futures", label):
            assert label in " ".join(printed.split()) or label in printed, label


def test_the_limits_speak_of_the_run_that_is_shown() -> None:
    limits = " ".join((Path(__file__).parents[1] / "docs" / "limits.md").read_text(encoding="utf-8").split())
    shown = block("text", "Breakeven year")
    (chance,) = re.findall(r"Chance of breakeven by 2060 +([\d.]+)%", shown)
    (ratio,) = re.findall(r"Orbit / ground .*?[\d.]+ ± [\d.]+ +([\d.]+)", shown)
    assert f"breaks even by 2060 in {float(chance):.2f} % of the futures" in limits
    assert f"costs {float(ratio):.1f} times as much" in limits
