/** A way to make a flow, or something that looks like one: `main` of the module, or what `object` names. */
export interface FlowCase {
  name: string;
  source: string;
  object?: string;
  /** `can't be told`: only running it tells; a Python without `company_pkg` can't import some of them either. */
  is: "a flow" | "no flow" | "can't be told";
}

const imports = "from functools import cache, partial, wraps\nfrom prefect import Flow, flow, task\n";
const plain = "def alert(fn):\n    def inner(*args):\n        return fn(*args)\n    return inner\n";
const wrapping =
  "def alert(fn):\n    @wraps(fn)\n    def inner(*args):\n        return fn(*args)\n    return inner\n";
const withArguments =
  "def alert(channel):\n    def decorate(fn):\n        @wraps(fn)\n        def inner(*args):\n            return fn(*args)\n        return inner\n    return decorate\n";
const optionalArguments =
  "def alert(fn=None, *, channel='x'):\n    if fn is None:\n        return partial(alert, channel=channel)\n    @wraps(fn)\n    def inner(*args):\n        return fn(*args)\n    return inner\n";
const registering = "KNOWN = []\ndef register(fn):\n    KNOWN.append(fn)\n    return fn\n";
const main = "def main(x: int = 1):\n    'Doc.'\n";

const of = (name: string, source: string, is: FlowCase["is"], object?: string): FlowCase => ({
  name,
  source: imports + source,
  is,
  ...(object ? { object } : {}),
});

export const flowCases: readonly FlowCase[] = [
  of("a plain function over a flow", `${plain}@alert\n@flow\n${main}`, "no flow"),
  of("@wraps over a flow", `${wrapping}@alert\n@flow\n${main}`, "no flow"),
  of("@wraps over a flow by assignment", `${wrapping}@flow\n${main}main = alert(main)\n`, "no flow"),
  of("a decorator with arguments over a flow", `${withArguments}@alert('x')\n@flow\n${main}`, "no flow"),
  of(
    "a decorator with optional arguments over a flow",
    `${optionalArguments}@alert(channel='y')\n@flow\n${main}`,
    "no flow",
  ),
  of("@task over a flow", `@task\n@flow\n${main}`, "no flow"),
  of("@task(...) over a flow", `@task(retries=2)\n@flow\n${main}`, "no flow"),
  of("@staticmethod over a flow of a module", `@staticmethod\n@flow\n${main}`, "no flow"),
  of("@cache over a flow", `@cache\n@flow\n${main}`, "no flow"),
  of("a lambda over a flow", `@(lambda fn: lambda *args: fn(*args))\n@flow\n${main}`, "no flow"),
  of("a lambda that calls a flow", `@flow\ndef f(): ...\nmain = lambda: f()\n`, "no flow"),
  of("a partial flow", `@flow\ndef f(x=1): ...\nmain = partial(f, x=2)\n`, "no flow"),
  of(
    "a class over a flow",
    `class Alert:\n    def __init__(self, fn): self.fn = fn\n    def __call__(self, *args): ...\n@Alert\n@flow\n${main}`,
    "no flow",
  ),
  of("a plain function", main, "no flow"),
  of("a task", `@task\n${main}`, "no flow"),

  of("a plain function under a flow", `${plain}@flow\n@alert\n${main}`, "a flow"),
  of("@wraps under a flow", `${wrapping}@flow\n@alert\n${main}`, "a flow"),
  of("a decorator with arguments under a flow", `${withArguments}@flow\n@alert('x')\n${main}`, "a flow"),
  of(
    "a decorator with optional arguments under a flow",
    `${optionalArguments}@flow\n@alert(channel='y')\n${main}`,
    "a flow",
  ),
  of("a decorator that only registers", `${registering}@register\n@flow\n${main}`, "a flow"),
  of("a lambda that gives back the flow", `@(lambda fn: fn)\n@flow\n${main}`, "a flow"),
  of("a flow of a lambda", "main = flow(lambda x=1: x, name='n')\n", "a flow"),
  of(
    "a static method of a class",
    `class Jobs:\n    @staticmethod\n    @flow\n    def main(x: int = 1): ...\n`,
    "a flow",
    "Jobs.main",
  ),
  of("a flow in a flow", `@flow(name='outer')\n@flow(name='inner')\n${main}`, "a flow"),
  of(
    "a flow in a flow with a name",
    `@flow(name='outer', description='Outer.', version='2')\n@flow\n${main}`,
    "a flow",
  ),
  of(
    "a flow in a flow, both described",
    `@flow(name='outer', version='2')\n@flow(description='Inner.', version='1')\n${main}`,
    "a flow",
  ),
  of(
    "a flow in a wrapper in a flow",
    `${wrapping}@flow(name='outer')\n@alert\n@flow(name='inner')\n${main}`,
    "a flow",
  ),
  of("a flow in a plain function in a flow", `${plain}@flow\n@alert\n@flow(name='inner')\n${main}`, "a flow"),
  of(
    "a flow in a flow with other options",
    `@flow(name='outer')\n@flow(name='inner')\ndef f(): ...\nmain = f.with_options(name='b', version='3')\n`,
    "a flow",
  ),
  of(
    "a default by a function behind @wraps",
    `def twice(fn):\n    @wraps(fn)\n    def inner(): return 2 * fn()\n    return inner\n@twice\ndef days(): return 1\n@flow\ndef main(x: int = days()): ...\n`,
    "can't be told",
  ),
  of(
    "a default by a function with branches",
    `def days(long=False):\n    if long:\n        return 30\n    return 7\n@flow\ndef main(x: int = days(), y: int = days(True)): ...\n`,
    "a flow",
  ),
  of(
    "a star import over a name",
    "sep = 'a'\nfrom os.path import sep\n@flow(name='n')\ndef main(x: str = 'b'): ...\n",
    "a flow",
  ),

  of(
    "a factory that makes a flow",
    `def make(name):\n    @flow(name=name)\n    def inner(x: int = 1): ...\n    return inner\nmain = make('made')\n`,
    "a flow",
  ),
  of(
    "a factory that chooses",
    `def make(name=None):\n    if name:\n        return flow(name=name)\n    return flow\n@make('made')\n${main}`,
    "a flow",
  ),
  of(
    "a factory that sets something",
    `def make(cron=None):\n    @flow(name='n')\n    def inner(): ...\n    if cron:\n        inner.cron = cron\n    return inner\nmain = make('* * * * *')\n`,
    "can't be told",
  ),
  of("a flow that is renamed", `@flow\n${main}main.name = 'other'\n`, "can't be told"),
  of(
    "a flow that is renamed by setattr",
    `@flow\n${main}setattr(main, 'description', 'other')\n`,
    "can't be told",
  ),
  of(
    "a wrapper by update_wrapper",
    `from functools import update_wrapper\ndef alert(fn):\n    def inner(*args): ...\n    update_wrapper(inner, fn)\n    return inner\n@flow\n@alert\n${main}`,
    "can't be told",
  ),
  of(
    "a decorator of another package over a flow",
    `from company_pkg import alert\n@alert\n@flow\n${main}`,
    "can't be told",
  ),
  of(
    "a called decorator of another package over a flow",
    `from company_pkg import alert\n@alert('x', y=1)\n@flow\n${main}`,
    "can't be told",
  ),
  of(
    "a flow given to another package",
    `from company_pkg import alert\n@flow\n${main}main = alert(main, 'x')\n`,
    "can't be told",
  ),
  of("a flow of another package", "from company_pkg.flows import main\n", "can't be told"),
  of("all names of another package", "from company_pkg.flows import *\n", "can't be told"),
  of(
    "a flow by the name of its package",
    "import company_pkg.flows\n",
    "can't be told",
    "company_pkg.flows.main",
  ),
  of(
    "a name that depends on a requirement",
    `try:\n    import x_absent\n    NAME = 'one'\nexcept ImportError:\n    NAME = 'two'\n@flow(name=NAME)\n${main}`,
    "can't be told",
  ),
  of(
    "a name that a handler changes",
    `NAME = 'one'\ntry:\n    import x_absent\nexcept ImportError:\n    NAME = 'two'\n@flow(name=NAME)\n${main}`,
    "can't be told",
  ),
  of(
    "a name that suppress leaves as it was",
    `from contextlib import suppress\nNAME = 'one'\nwith suppress(ImportError):\n    import x_absent\n    NAME = 'two'\n@flow(name=NAME)\n${main}`,
    "can't be told",
  ),
  of(
    "a name after an import that is there",
    `try:\n    import json\n    NAME = 'one'\nexcept ImportError:\n    NAME = 'two'\n@flow(name=NAME)\n${main}`,
    "a flow",
  ),
  of(
    "a name that is the same either way",
    `try:\n    import x_absent\n    NAME = 'one'\nexcept ImportError:\n    NAME = 'one'\n@flow(name=NAME)\n${main}`,
    "a flow",
  ),
];
