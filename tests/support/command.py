"""The command as a user calls it: a process of its own."""

import subprocess
import sys
from pathlib import Path


def orbital_risk(*arguments: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run ``orbital-risk`` and require its exit code."""
    done = subprocess.run(command(*arguments), capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == code, f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    return done


def command(*arguments: str | Path) -> list[str]:
    """Argument list that runs ``orbital-risk`` with this interpreter, warnings being errors."""
    program = "from pipelines.cli import main; main()"
    return [sys.executable, "-W", "error", "-c", program, *map(str, arguments)]
