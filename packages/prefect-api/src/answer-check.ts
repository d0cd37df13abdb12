import { isObject } from "#json";
/** What a part of an answer has to be: as much of Prefect's API description as is used here. */
export interface AnswerCheck<T> {
  /** `a deployment`, for a reader. */
  readonly name: string;
  /**
   * What is there instead, for a reader; null where the value fits.
   *
   * @param path of the value within the answer; empty for all of it
   */
  fault(value: unknown, path: string): string | null;
  /** Only ties the check to its type. */
  readonly of?: T;
}

export const text: AnswerCheck<string> = ofType("string", "a text");
export const number: AnswerCheck<number> = ofType("number", "a number");
export const flag: AnswerCheck<boolean> = ofType("boolean", "true or false");
/** An object whose keys are the user's or another version's. */
export const object: AnswerCheck<object> = {
  name: "an object",
  fault: (value, path) => (isObject(value) ? null : instead(value, path, "an object")),
};
/** Whatever comes, nothing included: it isn't used. */
export const anything: AnswerCheck<unknown> = { name: "anything", fault: () => null };

export function nullable<T>({ name, fault }: AnswerCheck<T>): AnswerCheck<T | null> {
  return { name, fault: (value, path) => (value === null ? null : fault(value, path)) };
}

/** What older servers don't tell. */
export function optional<T>({ name, fault }: AnswerCheck<T>): AnswerCheck<T | null | undefined> {
  return {
    name,
    fault: (value, path) => (value === null || value === undefined ? null : fault(value, path)),
  };
}

/** @param name of the list, for a reader: `deployments` */
export function listOf<T>(item: AnswerCheck<T>, name: string): AnswerCheck<T[]> {
  return {
    name: `a list of ${name}`,
    fault(value, path) {
      if (!Array.isArray(value)) return instead(value, path, `a list of ${name}`);
      for (const [index, one] of value.entries()) {
        const fault = item.fault(one, `${path}[${index}]`);
        if (fault !== null) return fault;
      }
      return null;
    },
  };
}

/** @param fields those that are used; an answer may have others */
export function record<T>(
  name: string,
  fields: { readonly [Key in keyof T]?: AnswerCheck<T[Key]> },
): AnswerCheck<T> {
  const checks = Object.entries<AnswerCheck<unknown> | undefined>(fields);
  return {
    name,
    fault(value, path) {
      if (!isObject(value)) return instead(value, path, name);
      for (const [key, check] of checks) {
        const fault = check?.fault(value[key], path === "" ? key : `${path}.${key}`);
        if (fault) return fault;
      }
      return null;
    },
  };
}

function ofType<T>(type: "string" | "number" | "boolean", name: string): AnswerCheck<T> {
  return {
    name,
    fault: (value, path) => (typeof value === type ? null : instead(value, path, name)),
  };
}

/** What came, never its value: that may be a secret. */
function instead(value: unknown, path: string, wanted: string): string {
  const found =
    value === undefined
      ? "nothing"
      : value === null
        ? "null"
        : Array.isArray(value)
          ? "a list"
          : typeof value === "object"
            ? "an object"
            : typeof value === "string"
              ? "a text"
              : `a ${typeof value}`;
  return `${found} instead of ${wanted}${path === "" ? "" : ` (${path})`}`;
}
