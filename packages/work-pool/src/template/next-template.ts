import type { Fault } from "#diagnostics";
import type { WorkPoolChange } from "../request.ts";
import { holdsPlaceholder, placeImage } from "./image.ts";
import { parseTemplate, type Template, type TemplateText } from "./template.ts";
import { lastingTemplate, restorationFor, type TemplateState } from "./template-state.ts";

/** What a work pool's template becomes. */
export type NextTemplate =
  /** The wanted one. */
  | { kind: "set"; template: Template }
  /** The one from before somebody changed it for a while. */
  | { kind: "put-back"; template: Template }
  /** It stays; `forget` where the record of it is of no use any more. */
  | { kind: "nothing-to-put-back"; reason: string; forget: boolean }
  /** It stays as it is: neither a template nor an image is given, and all else is as asked for. */
  | { kind: "not-asked-for" }
  /** It can't be told; without a fault where there is no pool, which is told by itself. */
  | { kind: "unknown"; faults: Fault[] };

/** What the decision takes besides the wish. */
export interface TemplateSources {
  /** The template that is given, or the one of the Helm values. */
  source: TemplateText | undefined;
  /** Whether Helm values were given. */
  hasValues: boolean;
  /** Whether the pool has to be made. */
  isNew: boolean;
  /** The template of the type of a pool that has to be made, where that is what it begins with. */
  defaultTemplate: Template | undefined;
}

type Wish = Pick<WorkPoolChange, "image" | "imagePlaceholder" | "temporaryFor" | "restore" | "createMissing">;

/** Decides from the wish and the pool's present state; nothing is read and nothing written. */
export function nextTemplate(wish: Wish, state: TemplateState, sources: TemplateSources): NextTemplate {
  if (wish.restore) {
    const restoration = restorationFor(wish.temporaryFor ?? "", state);
    if (restoration.restore) return { kind: "put-back", template: restoration.template };
    const { reason, forget } = restoration;
    return { kind: "nothing-to-put-back", reason, forget };
  }
  const { source, hasValues } = sources;
  const { image } = wish;
  if (hasValues && !source && image === undefined) return { kind: "not-asked-for" };
  if (hasValues && !source) {
    return unknown({
      code: "template-without-image",
      message: "The values hold no template that the image could go into.",
      fix: "Set `worker.config.baseJobTemplate.configuration` in the values file or `base-job-template`, or use the mode `api`.",
    });
  }
  if (!source && image === undefined && !sources.isNew) {
    // All that is asked for is that there be a pool.
    if (wish.createMissing && state.kind !== "none") return { kind: "not-asked-for" };
    return unknown({
      code: "input-missing",
      message: "Neither an image nor a template is given.",
      fix: "Set `image` or `base-job-template`.",
    });
  }
  if (source) {
    const { template, fault } = parseTemplate(source);
    return fault ? unknown(fault) : withImage(wish, template, source);
  }
  const start = startOf(wish, state, sources);
  return start ? withImage(wish, start, undefined) : { kind: "unknown", faults: [] };
}

/** The template that an image alone goes into: a lasting one must not make a pull request's template last. */
function startOf(
  { temporaryFor }: Wish,
  state: TemplateState,
  { defaultTemplate }: TemplateSources,
): Template | undefined {
  if (state.kind === "none") return defaultTemplate;
  return temporaryFor === undefined ? lastingTemplate(state) : state.template;
}

function withImage(
  { image, imagePlaceholder }: Wish,
  template: Template,
  source: TemplateText | undefined,
): NextTemplate {
  const location = source ? { location: source.location } : {};
  if (image === undefined) {
    if (!holdsPlaceholder(template, imagePlaceholder)) return { kind: "set", template };
    return unknown({
      code: "template-without-image",
      message: `The template waits for an image in place of ${imagePlaceholder}, and none is given.`,
      ...location,
      fix: "Set `image`.",
    });
  }
  const placed = placeImage(template, image, imagePlaceholder);
  if (placed) return { kind: "set", template: placed };
  return unknown({
    code: "template-without-image",
    message: `The template has no place for an image: neither ${imagePlaceholder} nor a variable \`image\`.`,
    ...location,
    fix: `Write ${imagePlaceholder} where the image belongs.`,
  });
}

function unknown(fault: Fault): NextTemplate {
  return { kind: "unknown", faults: [fault] };
}
