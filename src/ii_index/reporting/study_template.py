"""A study file to start from."""

from ii_index.messages import Language

_LINES = (
    ("id: my-study", "编号：字母、数字、连字符", "letters, digits, hyphens"),
    ("title: {zh: 我的研究, en: My study}", "", ""),
    (
        "framework: caict-2024-public",
        "内置指标体系名称，或 YAML 文件",
        "a built-in framework, or a YAML file",
    ),
    (
        "table: provinces.csv",
        "数据表，路径相对于本文件；也可写 {path: …, sheet: …, year: …}",
        "the data, relative to this file; or {path: …, sheet: …, year: …}",
    ),
    ("year: 2023", "报告哪一年，默认最新一年", "the year to report, by default the latest"),
    (
        "# weights: weights.yaml",
        "权重文件（`ii-index weights` 写出）；默认用指标体系自带权重",
        "a weights file, as `ii-index weights` writes it; by default the framework's own",
    ),
    (
        "recipe:",
        "只写要改的步骤，其余随指标体系",
        "only the steps to change; the others are the framework's",
    ),
    ("  imputation: {kind: renormalise, threshold: 0.5}", "", ""),
    ("  normalisation: {kind: min_max}", "", ""),
    ("  aggregation: arithmetic", "", ""),
    ("tiers: {method: natural_breaks, k: 4}", "", ""),
    ("robustness: {draws: 10000, seed: 2023}", "删去此行则不作稳健性分析", "remove the line to leave it out"),
    (
        "# national: {table: china.csv, framework: caict-2024-public, base_year: 2020}",
        "全国指数（可选）",
        "the national index (optional)",
    ),
    (
        "# rubric: {rubric: huangshi-city-2022, answers: answers.csv}",
        "评分细则（可选）",
        "a rubric (optional)",
    ),
    ("language: {language}", "", ""),
    ("outputs: [report.html, index.xlsx, ranking.csv, ranking.json, report.md]", "", ""),
    ("charts: [svg, png]", "", ""),
)


def study_template(language: Language) -> str:
    """Return a study file with a remark on each line that needs one."""
    lines: list[str] = []
    for line, zh, en in _LINES:
        remark = zh if language == "zh" else en
        lines.append(line.replace("{language}", language) + (f"  # {remark}" if remark else ""))
    return "\n".join(lines) + "\n"
