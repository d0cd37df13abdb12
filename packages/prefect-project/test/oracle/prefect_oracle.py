"""Answers each line, a JSON object {"op": ..., "items": [...]}, with a JSON list of what Prefect makes of each item."""

import contextlib
import io
import json
import os
import sys
import tempfile
import warnings
from pathlib import Path
from uuid import UUID

warnings.simplefilter("ignore")

from pydantic import TypeAdapter
from rich.console import Console

from prefect.cli.deploy._config import _load_deploy_configs_and_actions
from prefect.cli.deploy._schedules import _schedule_config_to_deployment_schedule
from prefect.cli.deploy._triggers import _initialize_deployment_triggers
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.schedules import CronSchedule, RRuleSchedule
from prefect.settings.models.deployments import DeploymentsSettings
from prefect.utilities.annotations import NotSet
from prefect.utilities.templating import apply_values, find_placeholders

DURATION = TypeAdapter(__import__("datetime").timedelta)


def load(text):
    """A prefect.yaml as `prefect deploy` loads it; null where it drops the file."""
    said = io.StringIO()
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", newline="", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        deployments, actions = _load_deploy_configs_and_actions(
            Path(file.name), console=Console(file=said, width=1000)
        )
    if "kipping" in said.getvalue():
        return None
    # What can't be sent as JSON can't be stored.
    json.dumps(deployments, allow_nan=False)
    return {"deployments": deployments, "pull": tagged(actions["pull"])}


def tagged(value):
    return json.loads(json.dumps(value, default=lambda other: f"<{type(other).__name__}>"))


def schedule(config):
    body = DeploymentScheduleCreate(**_schedule_config_to_deployment_schedule(config))
    return body.model_dump(mode="json", exclude={"max_scheduled_runs"})


def trigger(spec):
    [made] = _initialize_deployment_triggers("deployment", [spec])
    made.set_deployment_id(UUID(int=1))
    return made.as_automation().model_dump(mode="json")


def default_pool(item):
    """The default work pool by Prefect's settings in a folder with these files: {"files", "env"}."""
    before, folder = dict(os.environ), os.getcwd()
    with tempfile.TemporaryDirectory() as temporary:
        for name, text in item["files"].items():
            Path(temporary, name).write_text(text)
        os.chdir(temporary)
        os.environ.clear()
        os.environ.update({"HOME": temporary, **item["env"]})
        try:
            return DeploymentsSettings().default_work_pool_name or None
        finally:
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(before)


def template(item):
    """`apply_values` of a template: {"template", "values", "env", "remove", "skip"}."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(item["env"])
    try:
        made = apply_values(
            item["template"], item["values"], remove_notset=item["remove"], skip_prefixes=item["skip"]
        )
    finally:
        os.environ.clear()
        os.environ.update(before)
    return {"unset": True} if made is NotSet else {"value": made}


OPERATIONS = {
    "load": load,
    "schedule": schedule,
    "trigger": trigger,
    "template": template,
    "default_pool": default_pool,
    "cron": lambda text: CronSchedule(cron=text) and True,
    "rrule": lambda text: RRuleSchedule(rrule=text) and True,
    "zone": lambda name: CronSchedule(cron="* * * * *", timezone=name) and True,
    "rrule_zone": lambda name: RRuleSchedule(rrule="FREQ=DAILY", timezone=name) and True,
    "duration": lambda value: DURATION.dump_python(DURATION.validate_python(value), mode="json"),
    "text": str,
    "placeholders": lambda text: sorted([p.full_match, p.name, p.type.value] for p in find_placeholders(text)),
    "all_zones": lambda _: sorted(__import__("zoneinfo").available_timezones() - {"localtime"}),
}


def answer(operation, item):
    try:
        return {"value": OPERATIONS[operation](item)}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


for line in sys.stdin:
    request = json.loads(line)
    # Whatever Prefect prints must not get between the answers.
    with contextlib.redirect_stdout(sys.stderr):
        answers = [answer(request["op"], item) for item in request["items"]]
    print(json.dumps(answers), flush=True)
