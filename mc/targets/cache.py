"""Compiled kernels on disk, so that the same model compiles once on a machine."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

_MOST_FILES = 64


def cache_directory() -> Path:
    """Where compiled kernels are kept: ``$XDG_CACHE_HOME/orbital-risk``, by default under ``~/.cache``."""
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path("~/.cache").expanduser()) / "orbital-risk"


def cached(key: str, compile_it: Callable[[], bytes], directory: Path | None = None) -> bytes:
    """Return what is kept under the hash of `key`, or compile and keep it.

    A cache that cannot be read or written is done without. Entries are written whole and renamed, end with a hash of
    their own content, and those that were not used for longest are removed beyond 64.
    """
    digest = hashlib.sha256(key.encode()).hexdigest()
    path = (directory or cache_directory()) / f"{digest}.kernel"
    found = _read(path)
    if found is not None:
        return found
    made = compile_it()
    _write(path, made)
    return made


def _read(path: Path) -> bytes | None:
    try:
        content = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    body, checksum = content[:-32], content[-32:]
    return body if hashlib.sha256(body).digest() == checksum else None


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".partial", delete=False) as file:
            file.write(content + hashlib.sha256(content).digest())
        Path(file.name).replace(path)
        by_age = sorted(path.parent.glob("*.kernel"), key=lambda entry: entry.stat().st_mtime)
        for oldest in by_age[:-_MOST_FILES]:
            oldest.unlink(missing_ok=True)
    except OSError:
        return
