import { backoffMs } from '@soko/retry';

/** How long until a provider is asked again, in milliseconds: twice as long each time, five minutes at most. */
export const retryAfterMs = (attempts: number): number => backoffMs(attempts + 1, { firstMs: 500, maxMs: 300_000 });
