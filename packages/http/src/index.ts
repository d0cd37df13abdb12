export { fetch, type RequestInit, type Response } from "./fetch.ts";
export { proxyFor } from "./proxy.ts";
export { ProxyError } from "./proxy-error.ts";
