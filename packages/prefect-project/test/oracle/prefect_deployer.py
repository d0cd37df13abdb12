"""
Deploys, through `prefect deploy`'s own code and to a real server, every prefect.yaml named on standard input: one
path a line, relative to the current directory. Answers each with a JSON list, or null where Prefect drops the file:
of every deployment what Prefect sent for it, or the error that it raised, and what it read of the flow.
"""

import asyncio
import contextlib
import json
import os
import sys
import warnings
from pathlib import Path

warnings.simplefilter("ignore")

import httpx
from rich.console import Console

import prefect.client.base
from prefect.cli.deploy._config import (
    _load_deploy_configs_and_actions,
    _merge_with_default_deploy_config,
)
from prefect.cli.deploy._core import _run_single_deploy
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists
from prefect.flows import load_flow_from_entrypoint
from prefect.utilities.callables import parameter_schema

SILENT = Console(file=open(os.devnull, "w"))
sent = []


def record(client_class):
    """Keeps the bodies of requests that store a deployment or an automation; they go on to the server."""
    original = client_class.send

    async def send(self, request, *args, **kwargs):
        if request.method in ("POST", "PATCH") and request.content:
            sent.append((request.method, request.url.path, json.loads(request.content)))
        return await original(self, request, *args, **kwargs)

    client_class.send = send


async def prepare(environment):
    async with get_client() as client:
        for pool in environment["workPools"]:
            with contextlib.suppress(ObjectAlreadyExists):
                await client.create_work_pool(WorkPoolCreate(name=pool["name"], type=pool["type"]))
        for name, value in environment["variables"].items():
            await client._client.post("/variables/", json={"name": name, "value": value})
        for block in environment["blocks"]:
            block_type = await client.read_block_type_by_slug(block["type"])
            schemas = await client._client.post(
                "/block_schemas/filter", json={"block_schemas": {"block_type_id": {"any_": [str(block_type.id)]}}}
            )
            await client._client.post(
                "/block_documents/",
                json={
                    "name": block["name"],
                    "data": block["data"],
                    "block_type_id": str(block_type.id),
                    "block_schema_id": schemas.json()[0]["id"],
                },
            )


def read_flow(entrypoint):
    flow = load_flow_from_entrypoint(entrypoint)
    return {
        "name": flow.name,
        "description": flow.description,
        "version": flow.version,
        "parameterSchema": parameter_schema(flow).model_dump(exclude_unset=True, mode="json"),
    }


async def deploy(config, actions):
    sent.clear()
    answer = {"name": config.get("name")}
    with contextlib.suppress(Exception):
        answer["flow"] = read_flow(config["entrypoint"])
    try:
        await _run_single_deploy(
            _merge_with_default_deploy_config(config), actions, console=SILENT, is_interactive=lambda: False
        )
    except Exception as error:
        return {**answer, "error": f"{type(error).__name__}: {error}"}
    bodies = [body for method, path, body in sent if method == "POST" and path.endswith("/deployments/")]
    automations = [body for method, path, body in sent if method == "POST" and path.endswith("/automations/")]
    if len(bodies) != 1:
        raise RuntimeError(f"{answer['name']}: sent {len(bodies)} deployments; was there one before?")
    return {**answer, "body": bodies[0], "automations": automations}


async def deploy_file(path):
    with SILENT.capture() as said:
        deployments, actions = _load_deploy_configs_and_actions(Path(path), console=SILENT)
    if "kipping" in said.get():
        return None
    return [await deploy(config, actions) for config in deployments]


async def main():
    record(prefect.client.base.PrefectHttpxAsyncClient)
    await prepare(json.loads(sys.stdin.readline()))
    for line in sys.stdin:
        try:
            answer = await deploy_file(line.strip())
        except Exception as error:
            answer = [{"name": None, "error": f"{type(error).__name__}: {error}"}]
        print("ANSWER " + json.dumps(answer), flush=True)


asyncio.run(main())
