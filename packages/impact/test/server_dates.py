"""
Reads a JSON list of {"schedule", "now", "count"} and writes what Prefect's server makes of each: the dates that its
scheduler is given, in UTC and in order of time, or the error's name. First comes the version of Python, which decides
how Prefect reckons. With the argument `whenever` Prefect 3.9 takes this Python for 3.13 while it reckons, and so goes
the way that it goes there.
"""

import datetime
import json
import signal
import sys
import warnings

warnings.simplefilter("ignore")

from prefect.server.schemas import schedules
from prefect.server.schemas.schedules import CronSchedule, IntervalSchedule, RRuleSchedule

LIKE_313 = sys.argv[1:] == ["whenever"]
VERSION = sys.version_info
if LIKE_313:
    # Defined at import on Python 3.13; intervals of JSON are none of these.
    schedules._WHENEVER_DELTA_TYPES = ()


def kind(schedule):
    if "cron" in schedule:
        return CronSchedule
    return IntervalSchedule if "interval" in schedule else RRuleSchedule


class TooLong(Exception):
    """dateutil goes on to the year 9999 where no date comes any more."""


def too_long(*_):
    raise TooLong


signal.signal(signal.SIGVTALRM, too_long)


def dates(question):
    if "rrule" in question["schedule"]:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.3)
    try:
        schedule = kind(question["schedule"])(**question["schedule"])
        now = datetime.datetime.fromisoformat(question["now"])
        if LIKE_313 and "interval" in question["schedule"]:
            schedule.anchor_date = datetime.datetime.fromisoformat(schedule.anchor_date.isoformat())
            sys.version_info = (3, 13, 0, "final", 0)
        # What `get_dates` sorts.
        found = list(schedule._get_dates_generator(n=question["count"], start=now))
    except Exception as error:
        return type(error).__name__
    finally:
        sys.version_info = VERSION
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return sorted(date.astimezone(datetime.timezone.utc).isoformat() for date in found)


answers = [dates(question) for question in json.load(sys.stdin)]
json.dump({"python": [3, 13] if LIKE_313 else list(VERSION[:2]), "answers": answers}, sys.stdout)
