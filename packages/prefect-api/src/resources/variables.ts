import type { Json } from "#json";
import { PrefectApiError } from "../api-error.ts";
import type { Http } from "../http.ts";
import * as shapes from "../shapes.ts";
import type { Variable } from "../types.ts";

/** Variables: JSON values under names of lower-case letters, digits, `_` and `-`, at most 255 of them. */
export class Variables {
  private readonly http: Http;

  constructor(http: Http) {
    this.http = http;
  }

  find(name: string): Promise<Variable | undefined> {
    return this.http.find("/variables/name/{name}", shapes.variable, { path: { name } });
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
      await this.http.postSafely("/variables/", shapes.variable, { body: { name, ...body } });
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
