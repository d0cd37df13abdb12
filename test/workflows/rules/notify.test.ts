import { environmentOf } from "../../platform/parsed-workflow.ts";
import { BY_HAND, generated, jobsOf, needsOf } from "./workflows.ts";

const withPlainJobs = generated.filter(([name]) => !name.startsWith("caller "));
const changingProd = withPlainJobs.filter(
  ([name, { jobs }]) =>
    name !== `template ${BY_HAND}` && Object.values(jobs).some((job) => environmentOf(job) === "prod"),
);

test("every workflow that enters PROD is meant, in each form", () => {
  expect(changingProd.length).toBeGreaterThanOrEqual(15);
});

test.each(changingProd)(
  "%s ends in a job that tells of what failed on the default branch",
  (_name, { jobs }) => {
    const { notify, ...others } = jobs;
    const onDefaultBranch = Object.entries(others)
      .filter(
        ([id]) =>
          !["check", "look", "clean", "comment", "last-edit", "gate"].includes(id) &&
          !(id === "dev" && "check" in others),
      )
      .map(([id]) => id);
    expect(needsOf(notify ?? {})).toEqual(onDefaultBranch);
    expect(notify?.if).toBe("failure()");
    expect(notify?.steps?.map(({ with: given }) => given)).toEqual([
      { "webhook-url": "${{ secrets.PREFECT_WEBHOOK_URL }}", needs: "${{ toJSON(needs) }}" },
    ]);
  },
);

test("the webhook's address is in that job alone, which runs nothing of the repository's", () => {
  for (const { name, id, value } of jobsOf(withPlainJobs)) {
    if (id === "notify") expect(value).toMatchObject({ permissions: {} });
    else expect({ name, reads: JSON.stringify(value).includes("WEBHOOK") }).toEqual({ name, reads: false });
  }
});
