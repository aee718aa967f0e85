const firstRetryMs = 500;
const lastRetryMs = 300_000;

/** How long until a provider is asked again, in milliseconds: twice as long each time, five minutes at most. */
export const retryAfterMs = (attempts: number): number => Math.min(firstRetryMs * 2 ** attempts, lastRetryMs);
