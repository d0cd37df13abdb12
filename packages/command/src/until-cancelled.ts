/** Does work until the process is asked to end by SIGINT or SIGTERM: the signal tells it, and it ends by itself. */
export async function untilCancelled<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const cancel = () => controller.abort();
  process.on("SIGINT", cancel).on("SIGTERM", cancel);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", cancel).off("SIGTERM", cancel);
  }
}
