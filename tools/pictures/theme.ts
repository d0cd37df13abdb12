/** Colours of GitHub's own pages, which the pictures stand on. */
export interface Theme {
  name: "light" | "dark";
  background: string;
  /** Behind bars, headings of tables and every second row. */
  raised: string;
  code: string;
  border: string;
  tones: Record<Tone, string>;
}

/** What a piece of text is to a reader. */
export type Tone = "plain" | "quiet" | "added" | "changed" | "removed" | "named";

export const themes: readonly Theme[] = [
  {
    name: "light",
    background: "#ffffff",
    raised: "#f6f8fa",
    code: "#eff1f3",
    border: "#d1d9e0",
    tones: {
      plain: "#1f2328",
      quiet: "#59636e",
      added: "#1a7f37",
      changed: "#9a6700",
      removed: "#d1242f",
      named: "#0969da",
    },
  },
  {
    name: "dark",
    background: "#0d1117",
    raised: "#151b23",
    code: "#262c36",
    border: "#3d444d",
    tones: {
      plain: "#f0f6fc",
      quiet: "#9198a1",
      added: "#3fb950",
      changed: "#d29922",
      removed: "#f85149",
      named: "#4493f8",
    },
  },
];
