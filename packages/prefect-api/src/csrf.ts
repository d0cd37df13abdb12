import type { Answer } from "./transport.ts";

/** Seconds before its end at which a token is renewed. */
const MARGIN = 10;

/**
 * Tokens against cross-site request forgery. A server that has the protection on (it is off by default) wants one
 * with every request that isn't a GET; one that has it off answers 422 when asked for a token, an old one 404.
 */
export class CsrfTokens {
  private current: Promise<{ token: string; until: number } | null> | undefined;
  private readonly client: string;
  private readonly get: (path: string, accept: readonly number[]) => Promise<Answer>;

  /** @param client names this client to the server, which keeps one token a client */
  constructor(client: string, get: (path: string, accept: readonly number[]) => Promise<Answer>) {
    this.client = client;
    this.get = get;
  }

  /** Headers for a request that changes something; none when the server wants none. */
  async headers(): Promise<Record<string, string>> {
    this.current ??= this.ask();
    let token: { token: string; until: number } | null;
    try {
      token = await this.current;
      if (token && Date.now() > token.until) {
        this.current = this.ask();
        token = await this.current;
      }
    } catch (error) {
      this.forget();
      throw error;
    }
    return token ? { "prefect-csrf-token": token.token, "prefect-csrf-client": this.client } : {};
  }

  /** Drops the token, so that the next request asks for a new one. */
  forget(): void {
    this.current = undefined;
  }

  /** Whether the server refused a request for its token. */
  isRefusal(answer: Answer): boolean {
    return answer.status === 403 && /CSRF token|client identifier/.test(JSON.stringify(answer.body) ?? "");
  }

  private async ask(): Promise<{ token: string; until: number } | null> {
    const { status, body } = await this.get(`/csrf-token?client=${this.client}`, [404, 422]);
    if (status === 404 || status === 422) return null;
    const { token, expiration } = body as { token: string; expiration: string };
    return { token, until: Date.parse(expiration) - MARGIN * 1000 };
  }
}
