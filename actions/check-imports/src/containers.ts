import { state } from "#action-kit";

const STATE = "containers";
const running = new Set<string>();

/** Leaves the names of the containers that run for the post step. */
export function rememberContainer(name: string, isThere: boolean): void {
  if (isThere) running.add(name);
  else running.delete(name);
  state.save(STATE, JSON.stringify([...running]));
}

/** The names that the main step left. */
export function leftContainers(): string[] {
  return JSON.parse(state.read(STATE) ?? "[]") as string[];
}
