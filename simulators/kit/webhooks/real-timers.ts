/** Timers in real time that can be cancelled together. */
export function createRealTimers() {
  const timers = new Set<NodeJS.Timeout>();
  return {
    after(waitMs: number, work: () => void): void {
      if (waitMs === 0) {
        work();
        return;
      }
      const timer = setTimeout(() => {
        timers.delete(timer);
        work();
      }, waitMs);
      timers.add(timer);
    },
    waiting: () => timers.size,
    close(): void {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
