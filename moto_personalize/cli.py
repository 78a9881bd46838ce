"""The command `moto-personalize`. Every refusal is one line on stderr and exit code 2."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

PROGRAM = "moto-personalize"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, not the whole usage."""
        sys.stderr.write(f"{self.prog}: {message} (see {self.prog} --help)\n")
        sys.exit(2)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit code."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except KeyboardInterrupt:
        return 130
    except Refused as refusal:
        sys.stderr.write(f"{PROGRAM}: {refusal}\n")
        return 2


class Refused(Exception):
    """A command cannot do what it was asked; the text is one line."""


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog=PROGRAM, description="Amazon Personalize, offline.")
    commands = parser.add_subparsers(metavar="command", required=True)
    _add_serve(commands.add_parser("serve", help="serve every moto service and Personalize over HTTP"))
    _add_proxy(commands.add_parser("proxy", help="stand between an application and AWS, which it then never reaches"))
    _add_coverage(commands.add_parser("coverage", help="list the implemented operations"))
    _add_demo(commands.add_parser("demo", help="walk the whole workflow in process on generated data"))
    _add_explain(commands.add_parser("explain-filter", help="tell what a filter of a server lets through, and why"))
    return parser


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-H", "--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("-p", "--port", type=int, help="port to listen on (MOTO_PORT, else 5000)")
    parser.add_argument("-r", "--reload", action="store_true", help="reload the server when a file changes")
    parser.add_argument("-s", "--ssl", action="store_true", help="HTTPS with a certificate made on the fly")
    parser.add_argument("-c", "--ssl-cert", help="path of a certificate for HTTPS")
    parser.add_argument("-k", "--ssl-key", help="path of its private key")
    parser.add_argument("--snapshot", type=Path, metavar="FILE", help="begin with what a snapshot holds")
    parser.add_argument("--save-on-exit", action="store_true", help="write FILE at the end; it need not be there yet")
    parser.set_defaults(run=_serve)


def _serve(arguments: argparse.Namespace) -> int:
    from .serving.listening import CannotServe
    from .serving.server import serve

    try:
        serve(
            arguments.host,
            arguments.port,
            reload=arguments.reload,
            ssl_adhoc=arguments.ssl,
            ssl_cert=arguments.ssl_cert,
            ssl_key=arguments.ssl_key,
            snapshot=arguments.snapshot,
            save_on_exit=arguments.save_on_exit,
        )
    except CannotServe as error:
        raise Refused(str(error)) from None
    return 0


def _add_proxy(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-H", "--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("-p", "--port", type=int, help="port to listen on (MOTO_PROXY_PORT, else 5005)")
    parser.add_argument("-v", "--verbose", action="store_true", help="show every request and answer")
    parser.set_defaults(run=_proxy)


def _proxy(arguments: argparse.Namespace) -> int:
    from .serving.listening import CannotServe
    from .serving.proxy import proxy

    try:
        proxy(arguments.host, arguments.port, verbose=arguments.verbose)
    except CannotServe as error:
        raise Refused(str(error)) from None
    return 0


def _add_coverage(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--markdown", action="store_true", help="print the implemented ones as a table in Markdown")
    parser.set_defaults(run=_coverage)


def _coverage(arguments: argparse.Namespace) -> int:
    from .operations_table import markdown_table, text_table

    print(markdown_table() if arguments.markdown else text_table())
    return 0


def _add_demo(parser: argparse.ArgumentParser) -> None:
    data = parser.add_mutually_exclusive_group()
    data.add_argument("--rows", type=int, default=100_000, help="interactions to generate (100000)")
    data.add_argument(
        "--csv",
        metavar="FILE",
        help="your own interactions instead: USER_ID, ITEM_ID, TIMESTAMP, perhaps EVENT_TYPE and EVENT_VALUE",
    )
    parser.add_argument("--seed", type=int, default=0, help="of the generated data and of the training (0)")
    parser.add_argument("--recipe", help="the recipe whose recommendations are shown (aws-user-personalization-v2)")
    parser.set_defaults(run=_demo)


def _demo(arguments: argparse.Namespace) -> int:
    from .demo import CannotRun, run

    try:
        run(rows=arguments.rows, seed=arguments.seed, recipe=arguments.recipe, csv=arguments.csv)
    except CannotRun as error:
        raise Refused(str(error)) from None
    return 0


def _add_explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("filter_arn", help="the filter's ARN")
    parser.add_argument(
        "--endpoint-url",
        default=os.environ.get("AWS_ENDPOINT_URL", "http://127.0.0.1:5000"),
        help="the server (AWS_ENDPOINT_URL, else http://127.0.0.1:5000)",
    )
    parser.add_argument("--user-id", help="the current user; of a filter of users, the one to be judged")
    parser.add_argument("--item-id", help="the item to be judged")
    parser.add_argument("--current-item-id", help="the item of the request, for CurrentItem")
    parser.add_argument(
        "--filter-values", metavar="JSON", help="""values of the parameters: '{"GENRE": "\\"comedy\\""}'"""
    )
    parser.set_defaults(run=_explain)


def _explain(arguments: argparse.Namespace) -> int:
    from .testing import explain_filter

    try:
        values = json.loads(arguments.filter_values or "{}")
    except ValueError as error:
        raise Refused(f"--filter-values is not a JSON document: {error}") from None
    try:
        explanation = explain_filter(
            arguments.filter_arn,
            arguments.user_id,
            arguments.item_id,
            values,
            current_item_id=arguments.current_item_id,
            endpoint_url=arguments.endpoint_url,
        )
    except ValueError as error:
        raise Refused(str(error)) from None
    print(explanation)
    return 0
