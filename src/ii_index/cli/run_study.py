"""``ii-index run``: everything a study names, into one folder, with a manifest."""

from pathlib import Path

import click

from ii_index.cli.language import Say
from ii_index.cli.options import allow_code as code_option
from ii_index.cli.options import common
from ii_index.cli.output import Run


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "run",
        help=say(
            "按研究方案（study.yaml）完成全部计算与输出，并写 manifest.json（输入指纹、版本、种子）；"
            "给出 manifest.json 则按原样重做并逐字节比较。",
            "Do everything a study (study.yaml) names and write manifest.json (hashes, versions, seed); "
            "given a manifest.json, do it again and compare byte by byte.",
        ),
    )
    @click.argument("study", type=click.Path(path_type=Path))
    @click.option(
        "-o",
        "--output",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        help=say("输出文件夹，默认为方案名加 -out", "folder, by default the study's name and -out"),
    )
    @click.option("--force", is_flag=True, help=say("覆盖已有文件", "replace existing files"))
    @code_option(say)
    @common(say, writes=False, shared=("quiet", "strict", "json"))
    def run_study(run: Run, study: Path, folder: Path | None, allow_code: bool) -> None:  # noqa: FBT001 - click's flag
        from ii_index.io.studies import MANIFEST, read_study
        from ii_index.reporting.extras import require
        from ii_index.reporting.studies import compared, study_report, write_study

        target = folder or Path(f"{study.stem}-out")
        again = study.name == MANIFEST
        inputs = read_study(study, allow_code=allow_code)
        run.spare_inputs(
            [target / name for name in (*inputs.study.outputs, MANIFEST)], *inputs.files.values()
        )
        if inputs.study.charts:
            require("charts", "paper")
        elif any(name.endswith(".html") for name in inputs.study.outputs):
            require("charts")
        made = study_report(inputs)
        run.accept(made.document.findings)
        written = write_study(inputs, made, target, force=run.force)
        for path in written if not run.quiet else ():
            click.echo(f"→ {path}", err=True)
        if again:
            run.accept(compared(study, target / MANIFEST))

    return run_study
