"""The program: its commands, its settings file, its exit codes."""

from __future__ import annotations

import signal
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from functools import cache, wraps
from importlib import import_module
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info
from typer.models import CommandInfo

from salessheet.cli import answers, settings_file, tongue
from salessheet.cli.answers import INTERRUPTED
from salessheet.errors import UserError
from salessheet.files import disk_error

_HOMES: Final[Mapping[str, tuple[str, str]]] = {
    "demo": ("building", "demo"),
    "sample": ("tables", "sample"),
    "build": ("building", "build"),
    "collect": ("collecting", "collect"),
    "template": ("building", "template"),
    "close": ("periods", "close"),
    "reopen": ("periods", "reopen"),
    "payroll": ("periods", "payroll"),
    "explain": ("explaining", "explain"),
    "simulate": ("simulating", "simulate_"),
    "import": ("tables", "import_"),
    "schema": ("tables", "schema"),
    "diff": ("diffing", "diff"),
    "verify": ("verifying", "verify"),
    "calculate": ("verifying", "calculate"),
    "lint": ("linting", "lint"),
    "run": ("running", "run"),
    "addin": ("addins", "addin"),
    "mcp": ("assisting", "mcp"),
}


_WHOLE: Final = 1_000  # letters: more than any sentence of help has

_Fact = TypeVar("_Fact")


class _Named(Mapping[str, _Fact]):
    """What there is of each command, by its name, made when it is asked for: most of what one needs serves no other."""

    def __init__(self, made: Callable[[str], _Fact]) -> None:
        self._made = cache(made)

    def __getitem__(self, name: str) -> _Fact:
        if name not in _HOMES:
            raise KeyError(name)
        return self._made(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_HOMES)

    def __len__(self) -> int:
        return len(_HOMES)


def _function(name: str) -> Callable[..., int]:
    module, function = _HOMES[name]
    return cast("Callable[..., int]", getattr(import_module(f"salessheet.cli.{module}"), function))


COMMANDS: Final = _Named(_function)


class _Program(TyperGroup):
    """Knows every command by its name, and none before it is asked for."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  those of typer
        super().__init__(**options)
        self.commands = cast("MutableMapping[str, Any]", _PARSED)

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401  those of typer
        super(_Program, _explained(self)).format_help(ctx, formatter)


class _Command(TyperCommand):
    """Refuses an option that stands twice and takes one value: the first would be dropped, a folder of data as well."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401  those of typer
        super(_Command, _explained(self)).format_help(ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002  click's; whole sentences are told in lines
        """The first sentence of its help."""
        return tongue.said(super().get_short_help_str(_WHOLE))

    def make_parser(self, ctx: Any) -> Any:  # noqa: ANN401  typer's, of a private module
        """Of each flag, `--no-…` is known too: salessheet.toml may have set it."""
        parser = super().make_parser(ctx)
        param: Any
        for param in self.params:
            if getattr(param, "is_flag", False) and not param.is_eager:
                unset = [f"--no-{word.removeprefix('--')}" for word in param.opts if word.startswith("--")]
                parser.add_option(obj=param, opts=unset, dest=param.name, action="store_const", const=False)
        return parser

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  typer's, of a private module
        _, _, as_given = self.make_parser(ctx).parse_args(args=list(args))
        option: Any
        for option, times in Counter(as_given).items():
            if times > 1 and not option.multiple and option.nargs == 1 and not getattr(option, "is_flag", False):
                raise typer.BadParameter(f"it takes one value, and {times} are given.", ctx, option)
        ctx.default_map = settings_file.without_rivals(ctx.default_map or {}, {option.name for option in as_given})
        return super().parse_args(ctx, args)


def _spoken(text: str | None) -> str:
    """Paragraphs of help, each in the language that is spoken."""
    return "\n\n".join(tongue.said(" ".join(part.split())) for part in (text or "").split("\n\n"))


def _explained(command: Any) -> Any:  # noqa: ANN401  a command, an option or an argument of typer
    """The same with its help, and that of what it takes, in the language that is spoken."""
    spoken = copy(command)
    spoken.help = _spoken(command.help)
    if hasattr(command, "params"):
        spoken.params = [_explained(param) for param in command.params]
        spoken.get_help_option = lambda ctx: _explained(command.get_help_option(ctx))
    return spoken


def _parsed(name: str) -> Any:  # noqa: ANN401  a command of typer's, which has a name in a private module alone
    info = CommandInfo(name, cls=_Command, callback=_answering(COMMANDS[name]))
    return get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)


_PARSED: Final = _Named(_parsed)


app = typer.Typer(
    cls=_Program, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)

_WrongUsage: Final = cast("type[Exception]", typer.BadParameter.__base__)  # which typer has under no name of its own


def load(arguments: Sequence[str]) -> None:
    """Import what these arguments ask for: later it would happen in the middle of the work."""
    command = next((word for word in arguments if not word.startswith("-")), "")
    if command in COMMANDS:
        COMMANDS[command]
    elif not arguments or "--help" in arguments:
        list(COMMANDS.values())
    with suppress(UserError):
        _settings()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit: 0 done, 1 done with problems in the data, 2 nothing done, 130 stopped by Ctrl-C."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    answers.prepare()
    _begin(given)
    with _ended_politely():
        code = _exit_code(given)
    if code == INTERRUPTED:
        answers.warn(f"salessheet: {tongue.said('stopped.')}")
    sys.exit(answers.finished(code))


@contextmanager
def _ended_politely() -> Iterator[None]:
    """SIGTERM is an end like Ctrl-C, unless who started the program says otherwise."""
    is_ours = threading.current_thread() is threading.main_thread()
    if not is_ours or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _exit_code(given: list[str]) -> int:
    try:
        code = app(args=given, prog_name="salessheet", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except UserError as error:
        answers.show_error(error, as_json="--json" in given)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except _WrongUsage as error:
        _show_usage(error, given)
    except Exception as error:  # noqa: BLE001  whatever goes wrong, people get a sentence
        _show_failure(error, given)
    return 2


def _show_usage(error: Any, given: list[str]) -> None:  # noqa: ANN401  typer's error has no type that it names
    """What is wrong with the command line. Without any argument, all that one can say there."""
    if not given:
        error.show()
        return
    told = " ".join(error.format_message().replace("Value error, ", "").split())
    command = error.ctx.command_path if error.ctx is not None else "salessheet"
    answers.show_error(UserError(told, f"See `{command} --help`."), as_json="--json" in given or _says_json(given))


def _begin(given: Sequence[str]) -> None:
    """In which language it is spoken, before anything is."""
    tongue.begin(given, _setting(given, "lang"), as_json="--json" in given or _says_json(given))


def _says_json(given: Sequence[str]) -> bool:
    """Whether salessheet.toml asks for JSON from the command that was given."""
    return bool(_setting(given, "as_json")) and "--no-json" not in given


def _setting(given: Sequence[str], parameter: str) -> object:
    """What salessheet.toml says for the command that was given; None for nothing."""
    command = next((word for word in given if word in COMMANDS), "")
    try:
        return _settings().get(command, {}).get(parameter)
    except UserError:
        return None


_OPTIONS: Final = _Named(lambda name: settings_file.options_of(COMMANDS[name]))


def _settings() -> dict[str, dict[str, object]]:
    try:
        here = Path.cwd()
    except FileNotFoundError:  # somebody removed the folder
        return {}
    return settings_file.defaults(here, _OPTIONS)


def _show_failure(error: Exception, given: list[str]) -> None:
    if "--debug" in given:
        traceback.print_exc()
    reason = disk_error(error)
    if reason is not None:
        place = reason.filename or "A file, or standard output"
        wrong = f"{place}: it cannot be written or read ({reason.strerror or reason})."
        told = UserError(wrong, "Check the disk, then run this again.")
    elif isinstance(error, OSError) and error.errno is not None and error.filename is not None:
        told = UserError(f"{error.filename}: it cannot be reached ({error.strerror}).", "Check the path.")
    elif isinstance(error, MemoryError):
        told = UserError(
            "there is not enough memory.", "Close other programs, do one file at a time, or use a larger machine."
        )
    else:
        wrong = f"this is a defect of salessheet: {type(error).__name__}: {error}"
        told = UserError(wrong, "Run `salessheet --debug …` to see where, and report it.")
    answers.show_error(told, as_json="--json" in given)


def _show_version(asked: bool) -> None:
    if asked:
        answers.write(f"salessheet {version_of('salessheet')}\n")
        raise typer.Exit


@app.callback()
def _read_settings(
    ctx: typer.Context,
    *,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a defect.")] = False,  # noqa: ARG001  read from the context
    version: Annotated[  # noqa: ARG001  its callback acts
        bool, typer.Option("--version", help="Print the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Sales workbooks computed with Python.

    Options may also stand in a file salessheet.toml, found upward from the working directory; the command line wins:
    --no-overwrite unsets what is true there.
    """
    ctx.default_map = dict(_settings())


def _answering(command: Callable[..., int]) -> Callable[..., None]:
    """The command with its result as the exit code, and with errors told in the way that was asked for."""

    @wraps(command)
    def answered(*, as_json: bool, **options: object) -> None:
        try:
            code = command(as_json=as_json, **options)
        except UserError as error:
            answers.show_error(error, as_json=as_json)
            code = 2
        except KeyboardInterrupt:
            code = INTERRUPTED
        raise typer.Exit(code)

    return answered
