"""Answers each line, a JSON list of texts, with a JSON list of what PyYAML makes of them."""

import datetime
import io
import json
import struct
import sys

import yaml

sys.setrecursionlimit(20000)


def has_surrogate(text):
    return any("\ud800" <= character <= "\udfff" for character in text)


def encode(value, seen=()):
    if value is None:
        return "N"
    if value is True:
        return "T"
    if value is False:
        return "F"
    if isinstance(value, int):
        return f"i{value}"
    if isinstance(value, float):
        return "fnan" if value != value else "f" + struct.pack(">d", value).hex()
    if isinstance(value, str):
        if has_surrogate(value):
            raise ValueError("half a surrogate pair: no JSON can be made of it")
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, datetime.datetime):
        text = value.replace(tzinfo=None).isoformat()
        if value.tzinfo is None:
            return "t" + text
        minutes = int(value.utcoffset().total_seconds() // 60)
        if minutes == 0:
            return f"t{text}Z"
        sign, minutes = ("-", -minutes) if minutes < 0 else ("+", minutes)
        return f"t{text}{sign}{minutes // 60:02}:{minutes % 60:02}"
    if isinstance(value, datetime.date):
        return "d" + value.isoformat()
    if isinstance(value, bytes):
        return "b" + value.hex()
    for depth, container in enumerate(seen):
        if container is value:
            return f"^{depth}"
    inside = (*seen, value)
    if isinstance(value, set):
        return "s{" + ",".join(sorted(encode(item, inside) for item in value)) + "}"
    if isinstance(value, tuple):
        return "(" + ",".join(encode(item, inside) for item in value) + ")"
    if isinstance(value, list):
        return "[" + ",".join(encode(item, inside) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{encode(k, inside)}:{encode(v, inside)}" for k, v in value.items()) + "}"
    raise TypeError(type(value))


def load(text):
    # As Prefect opens prefect.yaml: as text, with every kind of line end turned into a line feed.
    stream = io.TextIOWrapper(io.BytesIO(text.encode("utf-8")), encoding="utf-8")
    try:
        return {"value": encode(yaml.safe_load(stream))}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


for line in sys.stdin:
    json.dump([load(text) for text in json.loads(line)], sys.stdout)
    print(flush=True)
