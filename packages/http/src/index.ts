export { fetch, type RequestInit } from "./fetch.ts";
export { proxyFor } from "./proxy.ts";
export { ProxyError } from "./proxy-error.ts";
export type { Response } from "./response.ts";
