interface Drain {
  DRAIN_DELAY_MS: number;
  DRAIN_TIMEOUT_MS: number;
}

/** Longest wait for jobs and events that run, in milliseconds. A provider or a peer that hangs is not waited for longer. */
const maxWorkMs = 4_000;

function limitMs({ DRAIN_DELAY_MS: delayMs, DRAIN_TIMEOUT_MS: timeoutMs }: Drain): number {
  return delayMs + timeoutMs + 4_000;
}

/** The times in which a process stops. */
export const stopTimes = {
  /** Wait for the work in the background: a part of the time that running requests get. */
  workMs: ({ DRAIN_TIMEOUT_MS: timeoutMs }: Drain): number => Math.min(maxWorkMs, Math.floor(timeoutMs / 2)),
  /** Wait for connections to peers and to the event bus. */
  connectionsMs: 1_000,
  /** After this time the process ends, whatever is left: 14.5 seconds after SIGTERM by default. */
  limitMs,
  /** The same for the parent of all processes: the gateway stops, then all subgraphs, then simulators and databases. */
  limitOfAllMs: (drain: Drain): number => 2 * limitMs(drain) + 6_000,
};
