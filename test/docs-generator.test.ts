import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { generateDocs } from "../tools/docs/generate.ts";

async function withFiles<T>(files: Record<string, string>, work: (root: string) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), "prefect-cicd-docs-"));
  try {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(root, dirname(path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
    return await work(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const action = `
name: say
description: Says things.
inputs:
  text:
    description: |
      What to say, a|b.

      Twice.
    required: true
  mood: { description: How., default: "a|b" }
  github-token: { description: "A token; it needs \`contents: read\`." }
outputs:
  said: { description: What was said. }
runs: { using: node24, main: dist/index.cjs }
`;
const readme = `# say\n\`\`\`yaml\n- uses: say\n\`\`\`\n<!-- inputs -->\nold\n<!-- /inputs -->\nprose\n<!-- outputs -->\n<!-- /outputs -->\n`;
const workflow = `# Carries things.\n# To production.\nname: Carry
on:
  workflow_call:
    inputs: { what: { description: The thing., type: string, default: all } }
    secrets: { key: { description: The key., required: true } }
jobs:
  carry: { name: carry it, environment: prod, permissions: { contents: read, packages: write } }
  rest: { permissions: {} }
`;
const caller =
  "name: Carry\non: push\njobs:\n  carry:\n    uses: acme/suite/.github/workflows/carry.yml@v1\n";
const template = `# Carries it here.
name: Here
on:
  workflow_dispatch:
    inputs: { how: { description: How., default: fast } }
env:
  # Where to.
  PLACE: here
  # What of it.
  # All unless set.
  PART: ""
jobs:
  carry:
    permissions: {}
    env: { URL: "\${{ vars.PREFECT_API_URL }}", KEY: "\${{ secrets.PREFECT_API_KEY || secrets.PREFECT_API_KEY }}" }
`;

test("tables come from action.yml and workflow files; prose stays", async () => {
  const docs = await withFiles(
    {
      "actions/say/action.yml": action,
      "actions/say/README.md": readme,
      ".github/workflows/carry.yml": workflow,
      ".github/workflows/own-ci.yml": "on: push\n",
      "workflows-templates/reusable/carry.yml": caller,
      "workflows-templates/elsewhere/here.yml": template,
    },
    generateDocs,
  );
  expect(docs.get("actions/say/README.md")).toBe(`# say
\`\`\`yaml
- uses: say
\`\`\`
<!-- inputs -->
| input | default | meaning |
| --- | --- | --- |
| \`text\` | **required** | What to say, a\\|b.<br>Twice. |
| \`mood\` | \`a\\|b\` | How. |
| \`github-token\` |  | A token; it needs \`contents: read\`. |
<!-- /inputs -->
prose
<!-- outputs -->
| output | meaning |
| --- | --- |
| \`said\` | What was said. |
<!-- /outputs -->
`);
  const catalog = docs.get("action-catalog.md") ?? "";
  expect(catalog).toContain(
    "### [say](actions/say/README.md)\n\nSays things.\n\n```yaml\n- uses: say\n```\n\n#### Inputs",
  );
  expect(catalog).toContain("| for | permissions |\n| --- | --- |\n| `github-token` | `contents: read` |");
  expect(catalog).toContain(
    "### [carry.yml](.github/workflows/carry.yml)\n\nCarries things.\nTo production.\n\n```yaml\njobs:\n  carry:\n    uses:",
  );
  expect(catalog).toContain("| `key` | **required** | The key. |");
  expect(catalog).toContain(
    "| carry it | `prod` | `contents: read`, `packages: write` |\n| rest |  | none |\n",
  );
  expect(catalog).not.toContain("own-ci");
});

test("a template tells what is set at its top, by hand, and in the repository", async () => {
  const docs = await withFiles({ "workflows-templates/elsewhere/here.yml": template }, generateDocs);
  expect(
    docs.get("action-catalog.md"),
  ).toContain(`### [elsewhere/here.yml](workflows-templates/elsewhere/here.yml)

Carries it here.

\`\`\`
cp ../prefect-cicd/workflows-templates/elsewhere/here.yml .github/workflows/
\`\`\`

#### Inputs

| input | default | meaning |
| --- | --- | --- |
| \`PLACE\` | \`here\` | Where to. |
| \`PART\` |  | What of it. All unless set. |
| \`how\` | \`fast\` | How. |

#### Variables

| variable | meaning |
| --- | --- |
| \`PREFECT_API_URL\` | Address of the Prefect API, or of a Prefect Cloud workspace's page. |

#### Secrets

| secret | meaning |
| --- | --- |
| \`PREFECT_API_KEY\` | API key for Prefect Cloud. |
`);
});

test("a missing description, example, permission or place for a table fails, all at once", async () => {
  const files = {
    "actions/say/action.yml":
      "name: say\ndescription: Says.\ninputs:\n  text: { default: a }\n  github-token: { description: A token. }\noutputs:\n  said: {}\n",
    "actions/say/README.md": "# say\n<!-- inputs -->\n<!-- /inputs -->\n",
    ".github/workflows/carry.yml": "# Carries.\nname: Carry\non: { workflow_call: {} }\n",
    "workflows-templates/carry.yml":
      "name: Carry\non: push\nenv:\n  PLACE: here\njobs: { a: { if: secrets.UNHEARD_OF } }\n",
  };
  await expect(withFiles(files, generateDocs)).rejects.toMatchObject({
    faults: [
      { message: "`text` has no description.", location: { file: "actions/say/action.yml", line: 4 } },
      { message: "`github-token` names no permission." },
      { message: "`said` has no description.", location: { line: 7 } },
      { message: "There is no example.", location: { file: "actions/say/README.md" } },
      { message: "The workflow has no caller, its example." },
      { message: "The workflow has no description.", location: { file: "workflows-templates/carry.yml" } },
      { message: "`PLACE` has no description.", location: { line: 4 } },
      { message: "Nothing says what UNHEARD_OF is." },
      { message: "There is no place for the table of outputs.", location: { file: "actions/say/README.md" } },
    ],
  });
});
