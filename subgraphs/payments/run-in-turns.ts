/** Runs `work` when woken, one run at a time. Waking it during a run starts one more run afterwards. */
export function runInTurns(work: () => Promise<void>, onError: (error: unknown) => void) {
  let running: Promise<void> | null = null;
  let again = false;
  let closed = false;

  async function runUntilQuiet(): Promise<void> {
    do {
      again = false;
      await work().catch(onError);
    } while (again && !closed);
    running = null;
  }

  return {
    wake(): void {
      if (closed) return;
      if (running === null) running = runUntilQuiet();
      else again = true;
    },
    async close(): Promise<void> {
      closed = true;
      await running;
    },
  };
}
