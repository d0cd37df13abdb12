/**
 * The same text for every way to write one repository: `Acme/Platform`, `https://user@github.com/acme/platform.git`,
 * `git@github.com:acme/platform` and `ssh://git@ssh.github.com:443/acme/platform.git` are all `acme/platform`; another
 * host than github.com stays in front. Nothing of a user or password is left.
 */
export function canonicalRepository(address: string): string {
  const text = address.trim().toLowerCase();
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//.exec(text);
  const place = text
    .slice(scheme?.[0].length ?? 0)
    .replace(/^[^/]*@/, "")
    // `host:path` is ssh's short form, `host:22/path` a port.
    .replace(/^([^/:]+):(?!\d+\/)\/?/, "$1/")
    .replace(/[?#].*$/, "")
    .replace(/\/+$/, "")
    .replace(/\.git$/, "");
  if (scheme?.[1] === "file" || place.startsWith("/")) return place;
  return place
    .replace(/^([^/:]+):(?:22|80|443|9418)\//, "$1/")
    .replace(/^(?:www|ssh|altssh)\.([^/]+\.[^/]+\/)/, "$1")
    .replace(/^github\.com\//, "");
}
