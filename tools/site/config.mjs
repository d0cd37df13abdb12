// VitePress' configuration; what is particular to these pages comes from site.json beside it.
import { readFileSync } from "node:fs";

const { repositoryUrl, groups, output } = JSON.parse(
  readFileSync(new URL("site.json", import.meta.url), "utf8"),
);
const linkOf = (path) => `/${path.replace(/index\.md$/, "").replace(/\.md$/, "")}`;

export default {
  title: "prefect-cicd",
  description: "From a pull request to production, for teams whose data platform runs on Prefect",
  base: process.env.SITE_BASE || "/",
  outDir: output,
  cleanUrls: true,
  // A link that leads nowhere fails the build.
  ignoreDeadLinks: false,
  markdown: {
    config(markdown) {
      const { rules } = markdown.renderer;
      const plain = rules.code_inline;
      // Prefect's placeholders are no expressions of the page.
      rules.code_inline = (tokens, index, ...rest) => {
        tokens[index].attrSet("v-pre", "");
        return plain(tokens, index, ...rest);
      };
    },
  },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    socialLinks: [{ icon: "github", link: repositoryUrl }],
    sidebar: groups.map(({ title, pages }, index) => ({
      text: title,
      collapsed: index < 3 ? undefined : false,
      items: pages.map((page) => ({ text: page.title, link: linkOf(page.path) })),
    })),
  },
};
