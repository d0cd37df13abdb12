/** Holds the answers of an operation back until a number of calls have come, so that two runs truly meet. */
export class Gathering {
  private readonly waiting = new Map<string, { missing: number; release: () => void; all: Promise<void> }>();

  expect(operation: string, calls: number): void {
    let release = () => {};
    const all = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.waiting.set(operation, { missing: calls, release, all });
  }

  async arrive(operation: string): Promise<void> {
    const gathering = this.waiting.get(operation);
    if (!gathering) return;
    gathering.missing -= 1;
    if (gathering.missing <= 0) gathering.release();
    await gathering.all;
  }

  releaseAll(): void {
    for (const { release } of this.waiting.values()) release();
  }
}
