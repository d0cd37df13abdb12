import { dirname } from "node:path";
import { type ContainerRegistry, describeWith, releasedHelm, startContainerRegistry } from "#services";
import { DataTeam, type RunOptions, succeeded } from "../platform/data-team.ts";

const chart = (version: string) => `apiVersion: v2\nname: platform\nversion: ${version}\n`;
const CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n";

describeWith(["go", "debian"], "the Helm chart's workflow", () => {
  let registry: ContainerRegistry;
  let team: DataTeam;
  let options: RunOptions;

  beforeAll(async () => {
    registry = await startContainerRegistry({ withPassword: true, tls: true });
    const { username = "", password = "" } = registry.credentials ?? {};
    const helm = dirname(await releasedHelm());
    const files = {
      "charts/platform/Chart.yaml": chart("1.0.0"),
      "charts/platform/values.yaml": "name: platform\n",
      "charts/platform/templates/config.yaml": CONFIG,
    };
    const settings = { "chart-registry": `${registry.host}/Acme/charts` };
    team = await DataTeam.start({ files, settings });
    options = {
      workflow: "helm-chart.yml",
      vars: { REGISTRY_USERNAME: username },
      secrets: { REGISTRY_PASSWORD: password },
      env: { SSL_CERT_FILE: registry.certificate ?? "", PATH: `${helm}:${process.env.PATH}` },
    };
  });
  afterAll(async () => {
    await team?.stop();
    await registry?.stop();
  });

  test("checks a pull request and pushes nothing", async () => {
    const { result } = await team.openPullRequest(
      "raised",
      { "charts/platform/Chart.yaml": chart("1.1.0") },
      options,
    );
    expect(succeeded(result)).toEqual(["check the chart"]);
    expect(result.log).toContain("Success - Main Package the chart");
    expect(result.log).not.toContain("Pushed:");
  });

  test.each([
    [
      "that can't be rendered",
      { "charts/platform/templates/config.yaml": "{{ .Values.name" },
      "1.1.0",
      "Failure - Main Lint the chart",
    ],
    ["whose version was not raised", { "charts/platform/values.yaml": "name: other\n" }, "1.0.0", "raise"],
  ])("refuses a chart %s", async (what, files, version, said) => {
    const { result } = await team.openPullRequest(
      what.replaceAll(/\W+/g, "-"),
      { "charts/platform/Chart.yaml": chart(version), ...files },
      options,
    );
    expect(result.jobs).toEqual({ "check the chart": "failure" });
    expect(result.log).toContain(said);
  });

  test("pushes a raised version from main, and no other push does", async () => {
    await team.commitToMain({ "charts/platform/Chart.yaml": chart("1.1.0") });
    const raised = await team.runOnPush("main~1", "main", options);
    expect(succeeded(raised)).toEqual(["push the chart"]);
    expect(raised.log).not.toContain(registry.credentials?.password);
    expect(raised.log).toContain(`Pushed: ${registry.host}/acme/charts/platform:1.1.0`);
    await team.commitToMain({ "README.md": "The platform.\n" });
    const other = await team.runOnPush("main~1", "main", options);
    expect(succeeded(other)).toEqual(["push the chart"]);
    expect(other.log).not.toContain("Pushed:");
  });
});
