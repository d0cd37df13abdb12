import {
  type Arg,
  type Copy,
  DockerfileParser,
  type From,
  type Instruction,
  type Onbuild,
} from "dockerfile-ast";
import { type CopyInstruction, contextSources, type Flagged } from "./dockerfile-sources.ts";
import { substitute } from "./dockerfile-variables.ts";

/** What a Dockerfile takes from outside of itself. */
export interface DockerfileInputs {
  /** Names of its stages. */
  stages: string[];
  /** References of images of a registry: what FROM, COPY --from and RUN --mount name. */
  baseImages: string[];
  /** Paths and patterns of the build context; `.` is all of it. */
  sources: string[];
  /** Reasons why what goes into the image can't all be known before it is built; empty where it can. */
  unknowns: string[];
}

/**
 * Reads what a Dockerfile's build depends on. In doubt it takes more than BuildKit would: a stage that isn't
 * built, the whole context where a path has variables. What can't be known is said, never passed over.
 */
export function readDockerfile(text: string, buildArgs: Readonly<Record<string, string>>): DockerfileInputs {
  const reader = new Reader(buildArgs);
  const dockerfile = DockerfileParser.parse(text);
  reader.frontend(text);
  for (const instruction of dockerfile.getInstructions()) reader.read(instruction);
  return {
    stages: reader.stages.filter((stage) => stage !== undefined),
    baseImages: [...reader.baseImages],
    sources: [...reader.sources],
    unknowns: [...reader.unknowns],
  };
}

class Reader {
  readonly stages: (string | undefined)[] = [];
  readonly baseImages = new Set<string>();
  readonly sources = new Set<string>();
  readonly unknowns = new Set<string>();
  private readonly values = new Map<string, string>();

  private readonly buildArgs: Readonly<Record<string, string>>;

  constructor(buildArgs: Readonly<Record<string, string>>) {
    this.buildArgs = buildArgs;
  }

  /** Another frontend may read another language; BuildKit looks for `syntax=` behind `#` and `//` on top. */
  frontend(text: string): void {
    const syntax = /^\s*(?:#|\/\/)\s*syntax\s*=\s*(\S+)/im.exec(text)?.[1];
    if (syntax && !/^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@]|$)/.test(syntax)) {
      this.unknowns.add(`the Dockerfile is read by another frontend (${syntax})`);
    }
    const frontend = this.buildArgs.BUILDKIT_SYNTAX;
    if (frontend !== undefined)
      this.unknowns.add(`the build argument BUILDKIT_SYNTAX sets a frontend (${frontend})`);
  }

  read(instruction: Instruction): void {
    const keyword = instruction.getKeyword();
    // Of the ARGs, FROM sees only those before the first of it.
    if (keyword === "ARG" && this.stages.length === 0) this.globalArgument(instruction as Arg);
    if (keyword === "FROM") this.from(instruction as From);
    if (keyword === "COPY" || keyword === "ADD") this.copy(instruction as Copy);
    if (keyword === "RUN") this.mounts(instruction as Instruction & Flagged);
    if (keyword === "ONBUILD") {
      const trigger = (instruction as Onbuild).getTriggerInstruction();
      if (trigger) this.read(trigger);
    }
  }

  private globalArgument(instruction: Arg): void {
    const property = instruction.getProperty();
    if (!property) return;
    const name = property.getName();
    const given = this.buildArgs[name];
    const standard = property.getValue();
    const value = given ?? (standard === null ? undefined : substitute(standard, this.values));
    if (value !== undefined) this.values.set(name, value);
  }

  private from(instruction: From): void {
    const written = instruction.getImage();
    if (written) this.image(written, "FROM");
    this.stages.push(instruction.getBuildStage()?.toLowerCase() ?? undefined);
  }

  private copy(instruction: CopyInstruction): void {
    const from = instruction
      .getFlags()
      .find((flag) => flag.getName() === "from")
      ?.getValue();
    if (from) {
      this.image(from, "COPY --from");
      return;
    }
    const hasChecksum = instruction
      .getFlags()
      .some((flag) => flag.getName() === "checksum" && flag.getValue());
    for (const source of contextSources(instruction)) {
      if (!/^(?:[a-z]+:\/\/|git@)/i.test(source)) this.sources.add(source);
      else if (!hasChecksum)
        this.unknowns.add(`ADD takes ${withoutPassword(source)}, which has no --checksum`);
    }
  }

  private mounts(instruction: Flagged): void {
    for (const flag of instruction.getFlags()) {
      if (flag.getName() !== "mount") continue;
      const options = new Map(
        (flag.getValue() ?? "").split(",").map((option): [string, string] => {
          const [key = "", ...value] = option.split("=");
          return [key.trim().toLowerCase(), value.join("=").trim().replaceAll('"', "")];
        }),
      );
      const from = options.get("from");
      if (from) this.image(from, "RUN --mount");
      else if ((options.get("type") ?? "bind") === "bind") {
        const source = options.get("source") ?? options.get("src") ?? ".";
        this.sources.add(source.includes("$") ? "." : source);
      }
    }
  }

  /** An image that an instruction names: an earlier stage, by name or number, or one of a registry. */
  private image(written: string, place: string): void {
    const name = substitute(written, this.values);
    if (name === undefined || name === "") {
      this.unknowns.add(`${place} ${written} depends on a variable whose value only the build knows`);
    } else if (name !== "scratch" && !this.isStage(name, place)) {
      this.baseImages.add(name);
    }
  }

  private isStage(name: string, place: string): boolean {
    if (this.stages.includes(name.toLowerCase())) return true;
    return place !== "FROM" && /^\d+$/.test(name);
  }
}

function withoutPassword(address: string): string {
  return address.replace(/\/\/[^/@]*@/, "//***@").replace(/[?#].*$/, "");
}
