"""A command that takes the words of docker's as they are: no flag among them is anyarch's own."""

import click


class WordsCommand(click.Command):
    """A command whose arguments all go to `words`, but for a first ``--help``.

    click itself would look for its own flags among docker's, and take ``--`` for its own.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take all arguments as they are."""
        if args[:1] in (["--help"], ["-h"]):
            return super().parse_args(ctx, ["--help"])
        ctx.params["words"] = tuple(args)
        return []
