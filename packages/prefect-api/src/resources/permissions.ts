import { randomUUID } from "node:crypto";
import { PrefectApiError } from "../api-error.ts";
import type { Http } from "../http.ts";

/** What a role may or may not write. */
export const WRITABLE = ["deployments", "variables", "automations"] as const;

export type Writable = (typeof WRITABLE)[number];

/** What the credentials may do. */
export class Permissions {
  private readonly http: Http;

  constructor(http: Http) {
    this.http = http;
  }

  /**
   * Why the credentials may not write a kind of thing; null where they may.
   *
   * It asks to change one that is not there: a random id, and for variables a name made of one. A server that lets the
   * request in looks for it, finds none and answers 404; a PATCH makes nothing (`update_deployment`, `update_variable_by_name`
   * and `patch_automation` of `prefect.server.api`). One that doesn't lets it in answers 401 or 403 before it looks.
   *
   * @throws PrefectApiError for anything else
   */
  async refusal(what: Writable): Promise<PrefectApiError | null> {
    try {
      await this.ask(what);
      return null;
    } catch (error) {
      if (error instanceof PrefectApiError && (error.status === 401 || error.status === 403)) return error;
      throw error;
    }
  }

  private ask(what: Writable): Promise<boolean> {
    const id = randomUUID();
    switch (what) {
      case "deployments":
        return this.http.patch("/deployments/{id}", { path: { id }, body: {} });
      case "variables":
        return this.http.patch("/variables/name/{name}", { path: { name: `doctor_${id}` }, body: {} });
      case "automations":
        return this.http.patch("/automations/{id}", { path: { id }, body: { enabled: true } });
    }
  }
}
