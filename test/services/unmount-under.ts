import { runLocally } from "#command";

/** A daemon that was ended in the middle of its work leaves mounts, which keep its folder from being removed. */
export async function unmountUnder(folder: string): Promise<void> {
  const { stdout } = await runLocally("findmnt", ["--noheadings", "--list", "--output", "TARGET"]);
  const mounts = stdout.split("\n").filter((target) => target.startsWith(`${folder}/`));
  for (const target of mounts.reverse()) await runLocally("umount", ["--lazy", target]);
}
