import type { PrefectClient } from "#prefect-api";

/**
 * What a server holds of the flows whose names begin with `team-`: by deployment its table, branch, state of
 * schedules, and tags.
 */
export async function heldDeployments(client: PrefectClient, team: string): Promise<Record<string, string>> {
  const live = await client.deployments.list();
  return Object.fromEntries(
    live
      .filter(({ key }) => key.startsWith(`${team}-`))
      .map(({ key, tags, pull_steps, parameters, schedules, paused }) => {
        const [step] = (pull_steps ?? []) as Record<string, { branch?: string }>[];
        const branch = step?.["prefect.deployments.steps.git_clone"]?.branch;
        const states = (schedules ?? []).map(({ active }) => (active ? "on" : "off"));
        const words = [parameters?.table, branch, ...states, ...(tags ?? []), ...(paused ? ["paused"] : [])];
        return [key.slice(team.length + 1), words.filter((word) => word !== undefined).join(" ")] as const;
      })
      .sort(),
  );
}
