/** Time between two looks at the clock, in milliseconds. */
const lookMs = 100;

let stalled = 0;
let lastLook: number | null = null;

function look(): void {
  const now = performance.now();
  if (lastLook !== null) stalled += Math.max(0, now - lastLook - lookMs);
  lastLook = now;
}

/** Begins to measure for how long this process cannot react: it computes, has no processor, or is stopped. */
export function watchStalls(): void {
  if (lastLook !== null) return;
  look();
  setInterval(look, lookMs).unref();
}

/** Time for which this process could not react since `watchStalls`, in milliseconds. */
export const stalledMs = (): number => stalled;
