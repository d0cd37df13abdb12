"""
Reads {"deployment", "triggers"} as JSON and writes, for each trigger, whether Prefect's server finds that the event of
a completed run of the deployment is covered by it. The event's related resources are made by the server's own code.
"""

import datetime
import json
import sys
import warnings
from types import SimpleNamespace
from uuid import uuid4

warnings.simplefilter("ignore")

from prefect.server.events.schemas.automations import EventTrigger
from prefect.server.events.schemas.events import ReceivedEvent
from prefect.server.models.events import (
    _as_resource_data,
    _resource_data_as_related_resources,
)

question = json.load(sys.stdin)
deployment = question["deployment"]


def row(**fields):
    return SimpleNamespace(**{"tags": [], **fields})


data = _as_resource_data(
    row(id=uuid4(), name="a-run", tags=deployment["tags"]),
    row(id=deployment["flowId"], name=deployment["flowName"]),
    row(id=deployment["id"], name=deployment["name"], tags=deployment["tags"]),
    row(id=uuid4(), name=deployment["workQueue"]),
    row(id=uuid4(), name=deployment["workPool"], type="process"),
)
event = ReceivedEvent(
    occurred=datetime.datetime.now(datetime.timezone.utc),
    event="prefect.flow-run.Completed",
    resource={"prefect.resource.id": f"prefect.flow-run.{uuid4()}", "prefect.resource.name": "a-run"},
    related=_resource_data_as_related_resources(data, excluded_kinds=["flow-run"]),
    id=uuid4(),
)
answers = [EventTrigger(posture="Reactive", **trigger).covers(event) for trigger in question["triggers"]]
json.dump(answers, sys.stdout)
