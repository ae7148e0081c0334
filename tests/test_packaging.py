"""The three packages are ours, together, and their names are not shadowed."""

from pathlib import Path

import distributions
import mc
import pipelines


def test_the_packages_share_one_root() -> None:
    roots = {Path(str(package.__file__)).parents[1] for package in (distributions, mc, pipelines)}
    assert len(roots) == 1


def test_data_files_are_where_the_code_is() -> None:
    root = Path(str(pipelines.__file__)).parents[1]
    assert (root / "pipelines/scenarios/baseline.toml").exists()
    assert (root / "mc/points/joe_kuo.txt").exists()
    for package in ("distributions", "mc", "pipelines"):
        assert (root / package / "py.typed").exists()
