"""``python -m tests.docs.website.benchmarks [SCRIPT]…``: run benchmarks/ and write docs/benchmarks.md in both languages.

What a script printed last stands in docs/benchmarks.json, with its machine; scripts that are not named keep theirs.
"""

import json
import os
import platform
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.docs.documents import ROOT

KEPT = ROOT / "docs" / "benchmarks.json"
SUBJECTS = {
    "bench_engine": ("启动与引擎", "Start-up and engine"),
    "bench_kernels": ("各步计算", "The steps by themselves"),
    "bench_ahp": ("层次分析法", "AHP"),
    "bench_robustness": ("稳健性抽样", "Draws of the robustness analysis"),
    "bench_size": ("对象很多时", "Many units"),
    "bench_scale": ("引擎上的千万行", "Ten million rows on an engine"),
    "bench_report": ("报告", "The report"),
}
WORDS = {
    "zh": {
        "title": "速度",
        "other": "[English](benchmarks.md)",
        "intro": (
            "凡是说到快慢，都由 `benchmarks/` 下的脚本量出：同一次运行中与别的程序（或与裸 numpy）交替进行，取中位数之比，因此机器忙闲影响不大。"
            "脚本的输出原样列出，括号内的 wanted 是项目给自己定的目标，没有达到的也照样列出。重做：`make bench`；"
            "重写本页：`python -m tests.docs.website.benchmarks`。"
        ),
        "machine": "机器：{processor}，{cores}核；Python {python}，numpy {numpy}，{date}；开始时平均负载{load}。",
        "script": "脚本：[{name}.py](../benchmarks/{name}.py)。",
    },
    "en": {
        "title": "Benchmarks",
        "other": "[中文](benchmarks.zh.md)",
        "intro": (
            "Every claim about speed is measured by a script under `benchmarks/`: beside a peer, or bare numpy, in one run, "
            "interleaved, as a ratio of medians, so that a busy machine matters little. What the scripts printed stands here as "
            "it is; *wanted* is the project's own target, and what misses it is shown all the same. Again: `make bench`; this "
            "page anew: `python -m tests.docs.website.benchmarks`."
        ),
        "machine": (
            "Machine: {processor}, {cores} cores; Python {python}, numpy {numpy}, {date}; load at the start {load}."
        ),
        "script": "Script: [{name}.py](../benchmarks/{name}.py).",
    },
}


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    information = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.*)", information.read_text()) if information.exists() else []
    return {
        "processor": names[0] if names else platform.processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "date": subprocess.run(["date", "+%F"], capture_output=True, text=True, check=True).stdout.strip(),
        "load": f"{os.getloadavg()[0]:.1f}",
    }


def measured(name: str) -> dict[str, Any]:
    """Run a script; its output beside the machine."""
    at = machine()
    done = subprocess.run(
        [sys.executable, f"benchmarks/{name}.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {"machine": at, "printed": done.stdout}


def page(language: str, kept: dict[str, Any]) -> str:
    """The page in a language."""
    words = WORDS[language]
    parts = [f"# {words['title']}", words["other"], words["intro"]]
    for name, titles in SUBJECTS.items():
        if name in kept:
            parts += [f"## {titles[language == 'en']}", words["script"].format(name=name)]
            parts += [words["machine"].format(**kept[name]["machine"])]
            parts += [f"```text\n{kept[name]['printed'].rstrip()}\n```"]
    return "\n\n".join(parts) + "\n"


def main(names: list[str]) -> None:
    """Measure, keep, write."""
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    for name in names:
        kept[name] = measured(name)
    KEPT.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for language, suffix in (("en", ""), ("zh", ".zh")):
        path = ROOT / "docs" / f"benchmarks{suffix}.md"
        path.write_text(page(language, kept), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:] or list(SUBJECTS))
