import { makeSampleRepository, type SampleRepository } from "../../test/platform/sample-repository.ts";

export const WORK_POOL = "matrix-pool";

/** What the matrix deploys: of everything that a server stores some, and of each kind of schedule one. */
const BEFORE = `name: matrix
pull:
  - prefect.deployments.steps.git_clone: {repository: "https://git.example/matrix.git", branch: main}
deployments:
  - name: daily
    entrypoint: flows/ingest.py:ingest
    description: Orders
    tags: [orders]
    parameters: {source: shop, table: orders}
    concurrency_limit: {limit: 2, collision_strategy: ENQUEUE}
    schedules:
      - {cron: "0 2 * * *", timezone: Europe/Berlin, slug: night, parameters: {table: all}}
      - {interval: 3600, slug: hourly}
      - {rrule: "FREQ=WEEKLY;BYDAY=MO", slug: weekly, active: false}
    triggers:
      - {name: on order, expect: [order.placed], match: {"prefect.resource.id": shop.*}}
      - {name: on refund, expect: [order.refunded], enabled: false}
    work_pool: {name: ${WORK_POOL}, job_variables: {env: {REGION: eu}}}
  - name: plain
    entrypoint: flows/transform.py:transform
    work_pool: {name: ${WORK_POOL}, work_queue_name: urgent}
  - name: legacy
    entrypoint: flows/export.py:export
    schedule: {cron: "0 5 * * 1"}
    work_pool: {name: ${WORK_POOL}}
`;

/** The same once somebody has worked on it: slugs swapped, a trigger changed, a schedule and a deployment gone. */
const AFTER = BEFORE.slice(0, BEFORE.indexOf("  - name: legacy"))
  .replace("tags: [orders]", "tags: [orders, shop]")
  .replace("slug: night,", "slug: hourly, replaces: night,")
  .replace("{interval: 3600, slug: hourly}", "{interval: 1800, slug: night, replaces: hourly}")
  .replace('      - {rrule: "FREQ=WEEKLY;BYDAY=MO", slug: weekly, active: false}\n', "")
  .replace("expect: [order.placed]", "expect: [order.placed, order.paid]");

/** A repository whose only definitions are those above. */
export async function matrixRepository(): Promise<SampleRepository> {
  const repository = await makeSampleRepository();
  await repository.commit("Deploy", { "prefect.yaml": BEFORE });
  return repository;
}

export function change(repository: SampleRepository): Promise<string> {
  return repository.commit("Change", { "prefect.yaml": AFTER });
}
