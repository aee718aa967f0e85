/** Runs `work` whenever it is woken, one turn at a time; being woken during a turn is good for one more. */
export function inTurns(work: () => Promise<void>, onError: (error: unknown) => void) {
  let running: Promise<void> | null = null;
  let again = false;
  let closed = false;

  async function turns(): Promise<void> {
    do {
      again = false;
      await work().catch(onError);
    } while (again && !closed);
    running = null;
  }

  return {
    wake(): void {
      if (closed) return;
      if (running === null) running = turns();
      else again = true;
    },
    async close(): Promise<void> {
      closed = true;
      await running;
    },
  };
}
