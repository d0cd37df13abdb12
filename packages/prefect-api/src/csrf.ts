import { jsonText } from "#json";
import type { CsrfToken } from "./answer-checks.ts";
import type { Answer } from "./exchange.ts";

/** Seconds before its end at which a token is renewed. */
const MARGIN = 10;

interface Token {
  token: string;
  /** Milliseconds since the epoch. */
  until: number;
}

/**
 * Tokens against cross-site request forgery. A server that has the protection on (it is off by default) wants one
 * with every request that isn't a GET; one that has it off answers 422 when asked for a token, an old one 404.
 * A new token ends the one before, so that requests under way at once must share theirs.
 */
export class CsrfTokens {
  private current: Promise<Token | null> | undefined;
  private readonly client: string;
  private readonly get: (path: string, accept: readonly number[]) => Promise<Answer>;

  /** @param client names this client to the server, which keeps one token a client */
  constructor(client: string, get: (path: string, accept: readonly number[]) => Promise<Answer>) {
    this.client = client;
    this.get = get;
  }

  /**
   * Headers for a request that changes something; none when the server wants none.
   *
   * @param refused headers that the server did not take: never the ones returned
   */
  async headers(refused?: Record<string, string>): Promise<Record<string, string>> {
    this.current ??= this.ask();
    const known = this.current;
    let token = await known;
    if (token && (Date.now() > token.until || token.token === refused?.["prefect-csrf-token"])) {
      // Unless another request has asked already.
      if (this.current === known) this.current = this.ask();
      token = (await this.current) ?? null;
    }
    return token ? { "prefect-csrf-token": token.token, "prefect-csrf-client": this.client } : {};
  }

  /** Whether the server refused a request for its token. */
  isRefusal(answer: Answer): boolean {
    return answer.status === 403 && /CSRF token|client identifier/.test(jsonText(answer.body));
  }

  private ask(): Promise<Token | null> {
    const asked = this.request().catch((error: unknown) => {
      // The next request asks again.
      if (this.current === asked) this.current = undefined;
      throw error;
    });
    return asked;
  }

  private async request(): Promise<Token | null> {
    const { status, body } = await this.get(`/csrf-token?client=${this.client}`, [404, 422]);
    if (status === 404 || status === 422) return null;
    const { token, expiration } = body as CsrfToken;
    return { token, until: Date.parse(expiration) - MARGIN * 1000 };
  }
}
