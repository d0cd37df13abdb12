"""
Deploys single deployments of repositories with the code of `prefect deploy` itself: a line of JSON asks, a line of
JSON answers. Prefect is imported once; each request is done by a process forked from this one, as a `prefect deploy`
of its own would be, in the repository's folder, behind a fence, within a time limit.

    {"op": "open", "folder", "file", "seconds"}           → {"dropped", "deployments", "environment"}
    {"op": "prepare", ...the same, "environment"}         → {}
    {"op": "deploy", ...the same, "index"}                → {"key", "how", "standIns"} or {"error"}

Usage: serve.py SCRATCH-FOLDER USER-HOME
"""

import asyncio
import io
import json
import os
import select
import signal
import sys
import time
import traceback
import typing
import warnings
from pathlib import Path
from urllib.parse import urlsplit

warnings.simplefilter("ignore")

import certifi
import typing_extensions

if sys.version_info < (3, 12):
    # Pydantic takes only this one before Python 3.12; repositories may be written for a newer one.
    typing.TypedDict = typing_extensions.TypedDict

SCRATCH, USER_HOME = sys.argv[1:3]
# Clients read every certificate that Prefect trusts, five times a deploy; no connection here needs any.
CERTIFICATE = Path(SCRATCH, "one-certificate.pem")
CERTIFICATE.write_text(
    Path(certifi.where()).read_text().partition("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----\n"
)
os.environ["SSL_CERT_FILE"] = os.environ["PREFECT_API_SSL_CERT_FILE"] = str(CERTIFICATE)

import pydantic.v1  # noqa: F401  a deploy imports it: once here is quicker than in each process
from rich.console import Console

import prefect.cli.deploy._core as core
import prefect.flows
from prefect.cli.deploy._config import (
    _load_deploy_configs_and_actions,
    _merge_with_default_deploy_config,
)
from prefect.exceptions import MissingFlowError

from environment_stand_ins import EnvironmentStandIns
from fence import raise_fence
from named_parts import environment_of, make_parts
from stand_ins import StandInFinder, take_in_environment

PORT = urlsplit(os.environ["PREFECT_API_URL"]).port


class Flow:
    """How the flow of a deployment came to be read."""

    def __init__(self, folder):
        self.how = "imported"
        self.reason = None
        self.name = None
        self.folder = os.path.realpath(folder) + os.sep
        self.environment = EnvironmentStandIns(folder)
        self.original = prefect.flows.safe_load_flow_from_entrypoint
        prefect.flows.safe_load_flow_from_entrypoint = self.fall_back
        self.load = core.load_flow_from_entrypoint
        core.load_flow_from_entrypoint = self.load_and_keep

    def fall_back(self, entrypoint):
        self.how = "fallback"
        return self.original(entrypoint)

    def load_and_keep(self, entrypoint):
        flow = self.import_with_help(entrypoint)
        # Prefect itself must not find what was set for the repository's code.
        self.environment.active = False
        flow = flow or self.load(entrypoint)
        self.name = flow.name
        return flow

    def import_with_help(self, entrypoint):
        """Imports a flow, with variables set that it lacks; None where that doesn't help."""
        for _ in range(5):
            known = set(sys.modules)
            try:
                flow = self.load(entrypoint, use_placeholder_flow=False)
                self.reason = None
                return flow
            except MissingFlowError:
                raise
            except (Exception, SystemExit) as error:
                self.reason = describe(getattr(error, "user_exc", error))
                for name in set(sys.modules) - known:
                    if self.is_own(sys.modules[name]):
                        del sys.modules[name]
                if not self.environment.help_with(error):
                    return None
        return None

    def is_own(self, module):
        # A folder without `__init__.py` has places instead of a file.
        places = [getattr(module, "__file__", None), *getattr(module, "__path__", [])]
        return any(place and os.path.realpath(place).startswith(self.folder) for place in places)


def describe(error):
    return f"{type(error).__name__}: {error}"


def load(file):
    said = io.StringIO()
    configs, actions = _load_deploy_configs_and_actions(Path(file), console=Console(file=said, width=10_000))
    dropped = said.getvalue().strip() if "kipping" in said.getvalue() else None
    return [_merge_with_default_deploy_config(config) for config in configs], actions, dropped


def run_folder(config, folder, file):
    """Where `prefect deploy` would run: beside the prefect file, where the entry point is only there."""
    entrypoint = config.get("entrypoint") or ""
    place = entrypoint.rpartition(":" if ":" in entrypoint else ".")[0]
    module = place.replace(".", "/")
    names = [place] if place.endswith(".py") else [f"{module}.py", f"{module}/__init__.py"]
    beside = Path(folder, file).parent
    is_in = lambda where: place and any((where / name).exists() for name in names)
    return beside if is_in(beside) and not is_in(Path(folder)) else Path(folder)


async def no_steps(steps, outputs=None, **_):
    return {}


def deploy(request, config, actions):
    os.chdir(run_folder(config, request["folder"], request["file"]))
    finder = StandInFinder(request["folder"])
    sys.meta_path.append(finder)
    take_in_environment()
    flow = Flow(request["folder"])
    core.run_steps = no_steps
    silent = Console(file=io.StringIO())
    try:
        asyncio.run(core._run_single_deploy(config, actions, console=silent, is_interactive=lambda: False))
    except BaseException as error:
        trace = traceback.format_exc()[-4000:]
        return {"error": describe(error), "trace": trace, "how": flow.how, "reason": flow.reason, "standIns": sorted(finder.names)}
    return {
        "flow": flow.name,
        "how": flow.how if flow.how == "fallback" or not (finder.names or flow.environment.was_active) else "stand-ins",
        "reason": flow.reason,
        "standIns": sorted(finder.names),
    }


def answer(request):
    folder, file = request["folder"], request["file"]
    os.chdir(folder)
    os.environ.update(request.get("environment", {}))
    raise_fence(
        scratch=SCRATCH, repository=folder, port=PORT, user_home=USER_HOME, seconds=request["seconds"]
    )
    configs, actions, dropped = load(file)
    if request["op"] == "open":
        steps = [
            bool((config.get("build", actions["build"]) or []) or (config.get("push") or actions["push"]))
            for config in configs
        ]
        return {
            "dropped": dropped,
            "deployments": [
                {"name": config.get("name"), "entrypoint": config.get("entrypoint"), "steps": has_steps}
                for config, has_steps in zip(configs, steps)
            ],
            "environment": environment_of([configs, actions]),
        }
    if request["op"] == "prepare":
        asyncio.run(make_parts(configs, os.environ))
        return {}
    return deploy(request, configs[request["index"]], actions)


def in_child(request, pipe):
    """Never returns: whatever the repository's code has started ends with the process."""
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        os.setsid()
        try:
            made = answer(request)
        except BaseException as error:
            made = {"failed": describe(error), "trace": traceback.format_exc()[-4000:]}
        with os.fdopen(pipe, "w") as out:
            json.dump(made, out)
    finally:
        os._exit(0)


def ask_child(request):
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        in_child(request, sending)
    os.close(sending)
    text, deadline = b"", time.monotonic() + request["seconds"]
    try:
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([receiving], [], [], left)[0]:
                return {"failed": f"it took more than {request['seconds']} s"}
            part = os.read(receiving, 1 << 16)
            if not part:
                return json.loads(text) if text else {"failed": "the process ended without an answer"}
            text += part
    finally:
        os.close(receiving)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


for line in sys.stdin:
    print(json.dumps(ask_child(json.loads(line))), flush=True)
