// A deployment's key is `flow-name/deployment-name`. Neither part can hold a slash: the server refuses such names.

export function flowOf(key: string): string {
  return key.slice(0, key.indexOf("/"));
}

export function nameOf(key: string): string {
  return key.slice(key.indexOf("/") + 1);
}
