import type { Adoption, Undeclared } from "./adopt.ts";

/** An adoption for a terminal: what is ours by now, what is not, and what nobody declares. */
export function adoptionText(adoption: Adoption): string {
  const { isWritten, adopted, held, refused, absent, left, undeclared, others } = adoption;
  const verb = isWritten ? "adopted" : "would be adopted";
  const lines = [
    ...adopted.map(({ key, differs }) =>
      differs.length === 0
        ? `+ ${key}: ${verb}`
        : `+ ${key}: ${verb}, and differs from the files in ${differs.join(", ")}`,
    ),
    ...refused.map(({ key, holder }) => `x ${key}: refused, ${holder} holds it`),
    ...absent.map((key) => `· ${key}: not on the server yet`),
    ...(left ?? []).map((key) => `- ${key}: came from here and left the files; prune removes it`),
    ...(undeclared ?? []).map((one) => `? ${one.key}: nobody declares it; ${undeclaredText(one)}`),
  ];
  const drifted = adopted.filter(({ differs }) => differs.length > 0).length;
  const counts = [
    `${adopted.length} ${verb}${drifted > 0 ? `, ${drifted} of them drifted` : ""}`,
    `${held.length} came from here before`,
    ...(refused.length > 0 ? [`${refused.length} refused`] : []),
    ...(undeclared === null ? [] : [`${undeclared.length} declared by nobody`]),
    ...(others > 0 ? [`${others} more of others`] : []),
  ];
  return [...lines, `${counts.join("; ")}.`].join("\n");
}

function undeclaredText({ maker, created, lastRun }: Undeclared): string {
  const made = `made on ${created.slice(0, 10)}${maker === null ? "" : ` by ${maker}`}`;
  if (lastRun === null) return `${made}, never ran`;
  const when = lastRun.ended === null ? "" : ` on ${lastRun.ended.slice(0, 10)}`;
  return `${made}, last run ${lastRun.state}${when}`;
}
