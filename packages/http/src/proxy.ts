import { BlockList, isIPv4, isIPv6 } from "node:net";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy through which the environment wants a server to be asked: by HTTPS_PROXY or HTTP_PROXY, else ALL_PROXY,
 * unless NO_PROXY names the server's host, a domain above it, or its network (`10.0.0.0/8`). The small spelling of a
 * variable goes before the capital one. So do curl, git and Prefect's own client (httpx); as for GitHub's runner and
 * Go's programs (Helm, Docker), no proxy stands before this machine itself.
 *
 * @returns an address of http or https, or undefined where the server is asked directly; SOCKS is not spoken
 */
export function proxyFor(server: URL, env: Environment): URL | undefined {
  const value = (name: string) => env[name] || env[name.toUpperCase()] || "";
  const text = value(server.protocol === "https:" ? "https_proxy" : "http_proxy") || value("all_proxy");
  if (text === "" || isExempt(server, value("no_proxy"))) return undefined;
  const address = text.includes("://") ? text : `http://${text}`;
  if (!URL.canParse(address)) return undefined;
  const proxy = new URL(address);
  return /^https?:$/.test(proxy.protocol) ? proxy : undefined;
}

function isExempt(server: URL, noProxy: string): boolean {
  const host = bare(server.hostname);
  if (host === "localhost" || host.endsWith(".localhost") || LOOPBACK.check(host, family(host))) return true;
  const port = server.port || (server.protocol === "https:" ? "443" : "80");
  return noProxy
    .toLowerCase()
    .split(/[,\s]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      if (entry === "*") return true;
      if (entry.includes("/")) return isInNetwork(host, entry);
      const [, name = entry, ofPort = port] = /^(.*[^:]):(\d+)$/.exec(entry) ?? [];
      const domain = bare(name).replace(/^\*?\./, "");
      return ofPort === port && (host === domain || host.endsWith(`.${domain}`));
    });
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8);
LOOPBACK.addAddress("::1", "ipv6");

function isInNetwork(host: string, network: string): boolean {
  const [address = "", bits] = network.split("/");
  const length = Number(bits);
  if (!(isIPv4(address) || isIPv6(address)) || !(length >= 0 && length <= (isIPv4(address) ? 32 : 128)))
    return false;
  const list = new BlockList();
  list.addSubnet(address, length, family(address));
  return list.check(host, family(host));
}

function family(address: string): "ipv4" | "ipv6" {
  return isIPv6(address) ? "ipv6" : "ipv4";
}

/** An IPv6 address without its brackets, and a name without the dot of its end. */
function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}
