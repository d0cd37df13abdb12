import { proxyFor } from "../src/index.ts";

const proxy = "http://proxy.acme.io:3128";
const through = (server: string, env: Record<string, string>) => proxyFor(new URL(server), env)?.href;

test.each([
  ["https://prefect.acme.io/api", { HTTPS_PROXY: proxy }, `${proxy}/`],
  ["https://prefect.acme.io/api", { https_proxy: proxy, HTTPS_PROXY: "http://other" }, `${proxy}/`],
  ["https://prefect.acme.io/api", { HTTP_PROXY: proxy }, undefined],
  ["http://prefect.acme.io/api", { HTTP_PROXY: proxy }, `${proxy}/`],
  ["http://prefect.acme.io/api", { HTTPS_PROXY: proxy }, undefined],
  ["http://prefect.acme.io/api", { ALL_PROXY: proxy }, `${proxy}/`],
  ["http://prefect.acme.io/api", { http_proxy: "", ALL_PROXY: "" }, undefined],
  ["http://prefect.acme.io/api", { http_proxy: "proxy.acme.io:3128" }, `${proxy}/`],
  ["http://prefect.acme.io/api", { http_proxy: "socks5://proxy.acme.io" }, undefined],
  ["http://prefect.acme.io/api", { http_proxy: "http://[" }, undefined],
  ["http://prefect.acme.io/api", {}, undefined],
])("%s is asked under %j through %s", (server, env, wanted) => {
  expect(through(server, env as Record<string, string>)).toBe(wanted);
});

test.each([
  ["http://prefect.acme.io", "prefect.acme.io", true],
  ["http://prefect.acme.io", "other.io, PREFECT.acme.io", true],
  ["http://prefect.acme.io", "acme.io", true],
  ["http://prefect.acme.io", ".acme.io", true],
  ["http://prefect.acme.io", "*.acme.io", true],
  ["http://acme.io", ".acme.io", true],
  ["http://prefect.acme.io", "cme.io", false],
  ["http://prefect.acme.io", "prefect.acme.io.example", false],
  ["http://prefect.acme.io", "*", true],
  ["http://prefect.acme.io", "", false],
  ["http://prefect.acme.io:4200", "acme.io:4200", true],
  ["http://prefect.acme.io:4200", "acme.io:80", false],
  ["https://prefect.acme.io", "acme.io:443", true],
  ["http://10.1.2.3:4200", "10.1.2.3", true],
  ["http://10.1.2.3:4200", "192.168.0.0/16 10.0.0.0/8", true],
  ["http://11.1.2.3:4200", "10.0.0.0/8", false],
  ["http://10.1.2.3:4200", "10.0.0.0/99,10/8", false],
  ["http://prefect.acme.io", "10.0.0.0/8", false],
  ["http://[fd00::1]:4200", "fd00::/8", true],
  ["http://[fd00::1]:4200", "[fd00::1]:4200", true],
  ["http://localhost:4200", "", true],
  ["http://127.0.0.2:4200", "", true],
  ["http://[::1]:4200", "", true],
])("%s is asked directly where NO_PROXY is %j: %s", (server, noProxy, direct) => {
  const env = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, NO_PROXY: noProxy };
  expect(through(server, env) === undefined).toBe(direct);
});
