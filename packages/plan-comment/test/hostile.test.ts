import fc from "fast-check";
import { marked } from "marked";
import type { ShownDeployment } from "#deployment-plan";
import { propertyRuns } from "#services";
import { GITHUB_COMMENT, readMarker, renderComment } from "../src/index.ts";
import { deployment, impact, plan, runs } from "./sample-plan.ts";

/** Elements that a comment is made of; GitHub lets through many more. */
const OURS = /^<\/?(details|summary|code|pre|table|thead|tbody|tr|th|td|ul|li|p|h3|strong|em|sub|wbr)>$/;

/** What GitHub makes links or notifications of, in the texts of the page outside of code. */
const LINKED = [
  /(?:^|\W)@[a-z0-9]/i,
  /#\d/,
  /\bgh-\d/i,
  /\b[0-9a-f]{7,40}\b/i,
  /https?:\/\/\S/i,
  /\bwww\.\S/i,
  /\w@\w+\.\w/,
  /[!%~&$]["\w]/,
];

/** A deployment that has the text wherever somebody else may choose one. */
function saying(text: string): ShownDeployment {
  const state = {
    schedule: { cron: text, timezone: text },
    active: true,
    parameters: { [text]: text },
    slug: text,
  };
  return deployment({
    flowName: text,
    name: text,
    key: `${text}/${text}`,
    reason: text,
    location: { file: text, line: 1 },
    notes: [text],
    changes: [
      { field: "description", before: null, after: text },
      { field: "parameters", before: { [text]: "a" }, after: { [text]: text } },
      { field: "tags", before: [text], after: [] },
    ],
    schedules: [
      { action: "create", id: null, updated: null, title: text, before: null, after: state },
      {
        action: "delete",
        id: null,
        updated: null,
        title: text,
        before: { ...state, slug: "x" },
        after: null,
      },
    ],
    impact: impact({
      changedFiles: [text],
      nextRuns: {
        before: runs(text),
        after: { runs: [], notes: [{ schedule: 0, slug: text, isUnknown: true, why: text }] },
      },
      callers: {
        calls: [{ file: text, line: 1, column: 1, deployment: text }],
        automations: [
          { id: null, name: text, enabled: true, kind: "waits", isOwn: false, isNamed: true, runs: [text] },
        ],
        isComplete: true,
      },
      owners: { flow: [text], changes: [text] },
      renamedFrom: text,
      runs: { last: { state: text, name: text, ended: text }, running: 1 },
    }),
  });
}

function commentSaying(text: string): string {
  const shown = plan([saying(text), { ...saying(text), action: "create" }], {
    against: "server",
    warnings: [{ code: "unexpected-error", message: text, location: { file: text } }],
    notChecked: [text],
  });
  const content = {
    plans: [
      { environment: text, plan: shown },
      { environment: text, plan: null },
    ],
    checks: [{ name: text, result: text }],
    showValues: ["all"],
    head: "f".repeat(40),
    runUrl: null,
  };
  return renderComment(content, { limit: GITHUB_COMMENT, rest: "" }) ?? "";
}

/** Everything that is wrong with a comment which says a hostile text. */
function faultsOf(markdown: string): string[] {
  const html = marked.parse(markdown, { async: false, gfm: true });
  const picture = /<pre><code class="language-mermaid">(.*?)<\/code><\/pre>/s.exec(html)?.[1] ?? "";
  const rest = html.replace(/<pre><code.*?<\/code><\/pre>/gs, "");
  const foreign = [...rest.matchAll(/<[^>]*>/g)].map(([tag]) => tag).filter((tag) => !OURS.test(tag));
  const texts = rest
    .replace(/<code>.*?<\/code>/gs, "<code>")
    .split(/<[^>]*>/)
    .map(decoded);
  const linked = texts.filter((text) => LINKED.some((filter) => filter.test(text)));
  const opened = (tag: string) =>
    html.split(new RegExp(`<${tag}[ >]`)).length - html.split(`</${tag}>`).length;
  const lines = decoded(picture).split("\n");
  const wrong = lines.filter((line) => line !== "" && !PICTURE_LINE.test(line));
  return [
    ...foreign,
    ...linked,
    ...wrong,
    ...["details", "summary", "code", "table"].filter((tag) => opened(tag) !== 0),
    ...(readMarker(markdown) === undefined ? [] : ["a marker"]),
    ...(/^\//m.test(markdown.replace(FENCED, "")) ? ["a quick action"] : []),
  ];
}

const FENCED = /^(`{3,})[^\n]*\n.*?^\1$/gms;

/** Whatever stands in a label, it is letters, digits, a few signs and Mermaid's entities, within its quotes. */
const PICTURE_LINE =
  /^(flowchart LR| {2}n\d+(\[\/|\(\[|\[|\{\{)"([\p{L}\p{N} _/.…-]|#\d+;)*"(\/\]|\]\)|\]|\}\})| {2}n\d+ --> n\d+| {2}classDef is-[a-z]+ [\w#:,]+| {2}class [n\d,]+ is-[a-z]+)$/u;

function decoded(text: string): string {
  const named: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"' };
  return text.replace(/&(?:#(\d+)|(\w+));/g, (all, code?: string, name = "") =>
    code ? String.fromCodePoint(Number(code)) : (named[name] ?? all),
  );
}

test.each([
  "@octocat and @acme/team",
  "fixes #12, GH-12, acme/flows#12",
  "bf8aa9dc1f0f7e6d5c4b3a29181706f5e4d3c2b1",
  "https://evil.example/?x=1 www.evil.example joe@example.com",
  "</details></summary><script>alert(1)</script><img src=x onerror=alert(1)>",
  "``` \n```\n</code></pre> # heading\n- item\n| a | b |",
  "[click](javascript:alert(1)) ![x](https://evil.example/x.png) <!-- x -->",
  '<!-- prefect-cicd-plan {"name":"deployments","head":"x","run":9999999,"attempt":1,"state":"closed"} -->',
  'end"]\n  n0 --> n99\n  click n0 "https://evil.example" "]:::x style a:#b; 1. list - item',
  "/close\n/label ~bug !12 %milestone &1 $2",
  "::error::x\u202e\u0000\u2028x",
])("%j pings nobody, links nothing and breaks out of nothing", (text) => {
  expect(faultsOf(commentSaying(text))).toEqual([]);
});

test("nor does anything that is made of such parts", () => {
  const parts = fc.constantFrom(
    ...'@a|#1|GH-|https://|www.|</details>|<b>|`|```|\n|\r|"|]|[|(|)|{{|}}|-->|<!--|%%|;|:|\\|&#35;|#35;|~~~|$$|*|_|!|abcdef0|1. | - |end|/x'.split(
      "|",
    ),
  );
  const text = fc.oneof(
    fc.array(parts, { maxLength: 12 }).map((some) => some.join("")),
    fc.string(),
  );
  fc.assert(
    fc.property(text, (some) => {
      expect(faultsOf(commentSaying(some))).toEqual([]);
    }),
    { numRuns: propertyRuns(300) },
  );
});

test("the check itself finds what breaks out", () => {
  expect(faultsOf("thanks @octocat")).toEqual(["thanks @octocat\n"].map((text) => text.trim()));
  expect(faultsOf("<img src=x>")).toEqual(["<img src=x>"]);
  expect(faultsOf("<details><summary>x")).toEqual(["details", "summary"]);
  expect(faultsOf('```mermaid\nflowchart LR\n  click n0 "x"\n```')).toEqual(['  click n0 "x"']);
});
