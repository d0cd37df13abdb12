import { renderDetectionMarkdown } from "#change-detection";
import { temporaryRepository } from "../../git/test/temporary-repository.ts";
import { compare, detect, flowSource, prefectYaml } from "./detection.ts";

const names = [
  "quo\"te's",
  "$(touch pwned) `id`",
  "::set-output name=x::y",
  "<img src=x onerror=alert(1)>|cell",
  "😀 emoji",
  "n".repeat(300),
  "line\nbreak",
];

test("hostile deployment names stay data", async () => {
  const deployments = Object.fromEntries(names.map((name) => [name, "flow.py:run"]));
  const detected = await detect({ "flow.py": flowSource("f") }, { "prefect.yaml": prefectYaml(deployments) });
  expect(detected.deployments.map(({ name }) => name).sort()).toEqual([...names].sort());
  const markdown = renderDetectionMarkdown(detected);
  expect(markdown).not.toMatch(/<img|::set-output|`id`|\$\(/);
  const [row = "", ...more] = markdown.split("\n").filter((line) => line.startsWith("- "));
  expect(more).toEqual([]);
  expect(row.match(/<code>/g)).toHaveLength(names.length);
  expect(row.replace(/<\/?code>|<wbr>/g, "")).not.toMatch(/[<>|`]/);
});

test("hostile branch and file names stay data", async () => {
  const sample = await temporaryRepository();
  const folder = '$(touch pwned)/it\'s "quoted" 😀';
  const entrypoint = JSON.stringify(`${folder}/flow.py:run`);
  const base = await sample.commit({
    "prefect.yaml": prefectYaml({ daily: entrypoint }),
    [`${folder}/flow.py`]: flowSource("f", "import lib"),
    [`${folder}/lib.py`]: "",
    "new\nline.py": "",
  });
  await sample.git("checkout", "--quiet", "-b", "x;$(touch$IFS'pwned')`id`");
  const head = await sample.commit({ [`${folder}/lib.py`]: "x = 1", "new\nline.py": "x = 1" });
  const detected = await compare(sample, { commit: base, why: "`id` <b>" }, head);
  expect(detected.deployments.map(({ reason }) => reason)).toEqual([`${folder}/flow.py -> ${folder}/lib.py`]);
  expect(renderDetectionMarkdown(detected)).not.toMatch(/\$\(|`|<b>|<img/);
  expect(await sample.git("status", "--porcelain")).toBe("");
});
