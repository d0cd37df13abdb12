import type { Json } from "#json";
import * as checks from "../answer-checks.ts";
import { PrefectApiError } from "../api-error.ts";
import type { Http } from "../http.ts";
import type { Variable } from "../types.ts";

/** How many rows the next page shows again: so many may be deleted meanwhile without another one being missed. */
const OVERLAP = 20;

/** Variables: JSON values under names of lower-case letters, digits, `_` and `-`, at most 255 of them. */
export class Variables {
  private readonly http: Http;

  constructor(http: Http) {
    this.http = http;
  }

  find(name: string): Promise<Variable | undefined> {
    return this.http.find("/variables/name/{name}", checks.variable, { path: { name } });
  }

  /** Every variable whose name begins so. */
  async list(beginning: string): Promise<Variable[]> {
    const rows = new Map<string, Variable>();
    for (let offset = 0, longest = 0; ; ) {
      const page = await this.http.postSafely("/variables/filter", checks.variables, {
        // The server looks for the text anywhere in a name, and lets `_` stand for any character.
        body: { offset, sort: "NAME_ASC", variables: { operator: "and_", name: { like_: beginning } } },
      });
      for (const row of page) rows.set(row.id, row);
      // A page shorter than another is the last.
      if (page.length <= OVERLAP || page.length < longest) break;
      longest = page.length;
      offset += page.length - OVERLAP;
    }
    return [...rows.values()].filter(({ name }) => name.startsWith(beginning));
  }

  /**
   * Sets a variable, made when there is none.
   *
   * @param value at most 5,000 characters as JSON
   * @param tags its tags from now on; those it has stay unless given
   */
  async set(name: string, value: Json, tags?: readonly string[]): Promise<void> {
    const body = { value, ...(tags ? { tags } : {}) };
    if (await this.update(name, body)) return;
    try {
      await this.http.postSafely("/variables/", checks.variable, { body: { name, ...body } });
    } catch (error) {
      // Made in between by someone else, or by an attempt whose answer was lost: set it then.
      if (error instanceof PrefectApiError && error.status === 409 && (await this.update(name, body))) return;
      throw error;
    }
  }

  /** Deletes a variable; one that is gone is no error. */
  delete(name: string): Promise<void> {
    return this.http.delete("/variables/name/{name}", { path: { name } });
  }

  private update(name: string, body: object): Promise<boolean> {
    return this.http.patch("/variables/name/{name}", { path: { name }, body });
  }
}
