"""
Reads a JSON list of {"schedule", "now", "count"} and writes what Prefect's server makes of each: the dates that its
scheduler is given, in UTC and in order of time, or the error's name. First comes the version of Python, which decides
how Prefect reckons.
"""

import datetime
import json
import signal
import sys
import warnings

warnings.simplefilter("ignore")

from prefect.server.schemas.schedules import CronSchedule, IntervalSchedule, RRuleSchedule


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
        # What `get_dates` sorts.
        found = list(schedule._get_dates_generator(n=question["count"], start=now))
    except Exception as error:
        return type(error).__name__
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return sorted(date.astimezone(datetime.timezone.utc).isoformat() for date in found)


answers = [dates(question) for question in json.load(sys.stdin)]
json.dump({"python": list(sys.version_info[:2]), "answers": answers}, sys.stdout)
