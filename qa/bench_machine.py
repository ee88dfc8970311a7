"""On what a measurement was made, and what it took of memory and disk."""

import os
import platform
import resource
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = (
    "chapterverse",
    "faiss-cpu",
    "numpy",
    "onnxruntime",
    "sentence-transformers",
    "tantivy",
    "torch",
    "transformers",
)
# What the processor computes in at once decides how fast an encoder can be.
_TELLING_FLAGS = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_int8")
_MEGABYTE = 1024 * 1024


def machine() -> dict[str, object]:
    """The computer: processor, what it can do at once, cores, memory, system, Python."""
    information = dict(_lines(Path("/proc/cpuinfo")))
    flags = information.get("flags", "").split()
    memory = dict(_lines(Path("/proc/meminfo"))).get("MemTotal", "0 kB").split()[0]
    return {
        "processor": information.get("model name", platform.processor() or platform.machine()),
        "instructions": [flag for flag in _TELLING_FLAGS if flag in flags],
        "cores": os.cpu_count() or 0,
        "memory_gigabytes": round(int(memory) / _MEGABYTE, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def versions() -> dict[str, str]:
    """The versions of ours and of what computes."""
    return dict(_versions())


def commit() -> str:
    """The commit that runs, with "+" where files differ from it; empty where there is none."""
    folder = Path(__file__).parent.parent
    if not (folder / ".git").exists():
        return ""
    head = _git(folder, "rev-parse", "--short=12", "HEAD")
    changed = _git(folder, "status", "--porcelain", "--untracked-files=no")
    return head + "+" if head and changed else head


def peak_megabytes() -> float:
    """The most memory that this process has held at once, shared libraries included."""
    stated = dict(_lines(Path("/proc/self/status"))).get("VmHWM")
    if stated:
        return int(stated.split()[0]) / 1024
    # Not on Linux: the same from the system, which counts in bytes on macOS.
    unit = _MEGABYTE if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def resident_megabytes() -> float:
    """The memory that this process holds now; the most it held where the system tells no more."""
    stated = dict(_lines(Path("/proc/self/status"))).get("VmRSS")
    return int(stated.split()[0]) / 1024 if stated else peak_megabytes()


def bytes_by_part(folder: Path) -> dict[str, int]:
    """How many bytes each file of an index takes; a folder within counts as one."""
    sizes: dict[str, int] = {}
    for path in sorted(folder.rglob("*")):
        # What SQLite keeps beside an open catalogue is memory, not content.
        if path.is_file() and not path.name.endswith("-shm"):
            part = path.relative_to(folder).parts[0]
            sizes[part] = sizes.get(part, 0) + path.stat().st_size
    return {part: size for part, size in sizes.items() if size}


def _versions() -> Iterator[tuple[str, str]]:
    for name in _PACKAGES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """The lines "name: value" of a file of the system's; none where there is no such file."""
    if path.is_file():
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            yield name.strip(), value.strip()


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed command
    except OSError:  # there is no git
        return ""
    return run.stdout.strip() if run.returncode == 0 else ""
