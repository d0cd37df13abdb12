import type { Agent, Dispatcher, Pool, ProxyAgent } from "undici";

declare const lazy: {
  loadUndici(): {
    request(this: Dispatcher, options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>;
    Agent: typeof Agent;
    Pool: typeof Pool;
    ProxyAgent: typeof ProxyAgent;
  };
};
export = lazy;
