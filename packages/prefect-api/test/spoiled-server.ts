import { type InjectedFault, type RecordedRequest, startProxy } from "#services";

/** A real server behind a proxy that spoils what it is told to, and nothing else. */
export interface SpoiledServer {
  apiUrl: string;
  /** All requests so far, in the order in which they came. */
  requests: RecordedRequest[];
  /** Spoils the next `times` requests of this method whose path matches. */
  spoil(method: string, path: RegExp, fault: InjectedFault, times?: number): void;
  /** Spoils nothing any more of what it was told to. */
  forgive(): void;
  /** The requests of this method whose path matches. */
  seen(method: string, path: RegExp): RecordedRequest[];
  stop(): Promise<void>;
}

export async function spoiledServer(apiUrl: string): Promise<SpoiledServer> {
  const rules: { method: string; path: RegExp; fault: InjectedFault; times: number }[] = [];
  const proxy = await startProxy(apiUrl, ({ method, path }) => {
    const rule = rules.find((one) => one.times > 0 && one.method === method && one.path.test(path));
    if (rule) rule.times--;
    return rule?.fault;
  });
  return {
    apiUrl: proxy.url,
    requests: proxy.requests,
    spoil: (method, path, fault, times = 1) => void rules.push({ method, path, fault, times }),
    forgive: () => void rules.splice(0),
    seen: (method, path) =>
      proxy.requests.filter((request) => request.method === method && path.test(request.path)),
    stop: () => proxy.stop(),
  };
}
