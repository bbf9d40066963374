"""``ii-index completion``: the script by which a shell completes commands and options."""

import click

from ii_index.cli.language import Say
from ii_index.cli.options import common
from ii_index.cli.output import Run

VARIABLE = "_II_INDEX_COMPLETE"
"""Set by the shell's script when it asks; what it holds says for which shell, and what is wanted."""
SHELLS = ("bash", "zsh", "fish")


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "completion",
        help=say(
            '输出命令行补全脚本。bash：在 ~/.bashrc 中加一行 eval "$(ii-index completion bash)"；'
            'zsh：在 ~/.zshrc 中加 eval "$(ii-index completion zsh)"；'
            "fish：ii-index completion fish > ~/.config/fish/completions/ii-index.fish。",
            'Print the script of shell completion. bash: add the line eval "$(ii-index completion bash)" to ~/.bashrc; '
            'zsh: eval "$(ii-index completion zsh)" to ~/.zshrc; '
            "fish: ii-index completion fish > ~/.config/fish/completions/ii-index.fish.",
        ),
    )
    @click.argument("shell", type=click.Choice(SHELLS))
    @common(say, writes=False, shared=())
    def completion(run: Run, shell: str) -> None:
        del run
        from click.shell_completion import get_completion_class

        kind = get_completion_class(shell)
        if kind is not None:
            click.echo(kind(click.Group(), {}, "ii-index", VARIABLE).source(), nl=False)

    return completion


def answer(commands: click.Command, instruction: str) -> int:
    """Answer a shell that asks what the word being typed may become."""
    from click.shell_completion import shell_complete

    return shell_complete(commands, {}, "ii-index", VARIABLE, instruction)
