"""What a prefect file names on the server and in the environment, and stand-ins for the values of it."""

import contextlib
import json
import re

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists, PrefectHTTPStatusError
from prefect.utilities.templating import (
    apply_values,
    resolve_block_document_references,
    resolve_variables,
)
from prefect.workers.utilities import get_default_base_job_template_for_infrastructure_type

VARIABLE = re.compile(r"\{\{\s*prefect\.variables\.([A-Za-z0-9_]+)\s*\}\}")
BLOCK = re.compile(r"\{\{\s*prefect\.blocks\.([a-z0-9-]+)\.([a-z0-9-]+)((?:\.[A-Za-z0-9_]+)*)\s*\}\}")
ENVIRONMENT = re.compile(r"\{\{\s*\$([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
# The process's own; what Prefect's programs are told with stays as it is.
KEPT = re.compile(r"PREFECT_(?!.*POOL)|PATH$|HOME$|TMPDIR$|LANG$|.*_PROXY$|.*_proxy$|PYTHON")


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(key)
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def environment_of(config):
    names = {name for text in texts(config) for name in ENVIRONMENT.findall(text)}
    return {name: value_for(name) for name in sorted(names) if not KEPT.match(name)}


def value_for(name):
    return "Europe/Berlin" if re.search(r"(^|_)(TZ|TIME_?ZONE)$", name.upper()) else f"value-of-{safe(name)}"


def safe(name):
    return re.sub(r"[^a-z0-9]+", "-", name.lower())


async def make_parts(configs, environment):
    """Makes the variables, blocks and work pools that deployments name."""
    async with get_client() as client:
        named = {name for text in texts(configs) for name in VARIABLE.findall(text)}
        for name in sorted(named):
            with contextlib.suppress(PrefectHTTPStatusError):
                await client._client.post("/variables/", json={"name": name, "value": value_for(name)})
        for (kind, name), paths in blocks_of(configs).items():
            await make_block(client._client, kind, name, paths)
        pools = {json.dumps(config.get("work_pool"), sort_keys=True) for config in configs}
        for pool in map(json.loads, sorted(pools)):
            with contextlib.suppress(Exception):
                pool = await resolve_variables(await resolve_block_document_references(pool, client=client))
                await make_work_pool(client, apply_values(pool, environment, remove_notset=False))


def blocks_of(configs):
    blocks = {}
    for text in texts(configs):
        for kind, name, path in BLOCK.findall(text):
            blocks.setdefault((kind, name), set()).add(tuple(path.split(".")[1:]))
    return blocks


async def make_block(http, kind, name, paths):
    found = await http.get(f"/block_types/slug/{kind}") if kind in CORE_BLOCKS else None
    if found is None:
        # Blocks of integrations, such as github-credentials, are registered by packages that aren't installed.
        with contextlib.suppress(Exception):
            await http.post("/block_types/", json={"name": kind, "slug": kind})
        found = await http.get(f"/block_types/slug/{kind}")
    block_type = found.json()["id"]
    schemas = (
        await http.post("/block_schemas/filter", json={"block_schemas": {"block_type_id": {"any_": [block_type]}}})
    ).json()
    if not schemas:
        fields = {"title": kind, "type": "object", "properties": {}, "block_type_slug": kind}
        schemas = [(await http.post("/block_schemas/", json={"block_type_id": block_type, "fields": fields})).json()]
    data = {"value": f"value-of-{name}"}
    for path in paths:
        inner = data
        for part in path[:-1]:
            inner = inner.setdefault(part, {}) if isinstance(inner.get(part, {}), dict) else {}
        if path:
            inner[path[-1]] = f"value-of-{name}-{safe('-'.join(path))}"
    document = {"name": name, "data": data, "block_type_id": block_type, "block_schema_id": schemas[0]["id"]}
    await http.post("/block_documents/", json=document)


CORE_BLOCKS = {"secret", "json", "string", "date-time", "webhook"}


async def make_work_pool(client, pool):
    name = (pool or {}).get("name")
    if not isinstance(name, str) or not name:
        return
    kind = pool_type(name, pool.get("job_variables"))
    template = await get_default_base_job_template_for_infrastructure_type(kind)
    with contextlib.suppress(ObjectAlreadyExists):
        await client.create_work_pool(WorkPoolCreate(name=name, type=kind, base_job_template=template or {}))


def pool_type(name, job_variables):
    """The type that a pool of this name most likely has."""
    for word, kind in (("kube", "kubernetes"), ("k8s", "kubernetes"), ("ecs", "ecs"), ("docker", "docker")):
        if word in name.lower():
            return kind
    return "docker" if isinstance(job_variables, dict) and "image" in job_variables else "process"
