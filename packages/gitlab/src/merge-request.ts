import { GitLabClient } from "./client.ts";
import type { MergeRequestPlace } from "./merge-request-place.ts";

export interface Note {
  id: number;
  body: string;
  /** Username of who wrote it. */
  author: string;
}

export interface MergeRequestNow {
  state: "open" | "merged" | "closed";
  /** Its newest commit. */
  head: string | null;
  /** Its address for a browser. */
  url: string;
}

/** One merge request and its notes, through GitLab's REST API (docs.gitlab.com/api/notes, merge_requests, users). */
export class MergeRequest {
  private readonly client: GitLabClient;
  private readonly path: string;

  constructor(place: MergeRequestPlace) {
    this.client = new GitLabClient(place);
    this.path = `/projects/${encodeURIComponent(place.project)}/merge_requests/${encodeURIComponent(place.number)}`;
  }

  /** Username of the account that the token is. */
  async author(): Promise<string> {
    const { username } = (await this.client.get("/user", "tell whose token it is")) as { username: string };
    return username;
  }

  async now(): Promise<MergeRequestNow> {
    const { state, sha, web_url } = (await this.client.get(this.path, "tell the merge request's state")) as {
      state: string;
      sha: string | null;
      web_url: string;
    };
    const states = { merged: "merged", closed: "closed" } as const;
    return { state: states[state as keyof typeof states] ?? "open", head: sha, url: web_url };
  }

  /** All notes, oldest first; what GitLab itself notes is left out. */
  async notes(): Promise<Note[]> {
    const all = await this.client.list(`${this.path}/notes?sort=asc&order_by=created_at`, "list the notes");
    return (all as { id: number; body: string; system: boolean; author: { username: string } }[])
      .filter(({ system }) => !system)
      .map(({ id, body, author }) => ({ id, body, author: author.username }));
  }

  /** Writes a note. */
  async createNote(body: string): Promise<{ id: number }> {
    return (await this.client.send("POST", `${this.path}/notes`, { body }, "write a note")) as { id: number };
  }

  /** Edits a note. */
  async updateNote(id: number, body: string): Promise<{ id: number }> {
    return (await this.client.send("PUT", `${this.path}/notes/${id}`, { body }, "edit a note")) as {
      id: number;
    };
  }
}
