"""The command ``deid``. Only what a command needs is imported when it runs."""

import atexit
import gc
import os
import sys
from typing import NoReturn


def main() -> None:
    """Run the command; language and console first, so that every line can be read."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no linear algebra here, so no threads for it
    gc.set_threshold(100_000)  # importing makes no garbage worth looking for, and looking takes time
    from deid import messages  # noqa: PLC0415  the console script imports this module for nothing else
    from deid.cli.console import prepare_streams, without_pandas  # noqa: PLC0415

    prepare_streams()
    without_pandas()
    arguments = sys.argv[1:]
    for at, argument in enumerate(arguments):
        chosen = argument.partition("=")[2] if argument.startswith("--lang=") else ""
        if argument == "--lang" and at + 1 < len(arguments):
            chosen = arguments[at + 1]
        if chosen == "zh":
            messages.use("zh")
        elif chosen == "en":
            messages.use("en")
    from deid.cli.words import translate_click  # noqa: PLC0415  before the first word of help is made

    translate_click()
    from deid.cli.app import app  # noqa: PLC0415  its help texts are in the language just chosen

    app(prog_name="deid")


def program() -> NoReturn:
    """Run the command as a process of its own, and end that process at once.

    Arrow reads ahead in threads of its own. One that asks for Python while the interpreter goes down
    aborts the process, and the exit code is lost; so the interpreter does not go down.
    """
    code: object = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    atexit._run_exitfuncs()  # noqa: SLF001  what others want done at the end, done while Python still runs
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError:  # whoever was reading has gone
            code = code or 1
    os._exit(code if isinstance(code, int) else int(code is not None))
