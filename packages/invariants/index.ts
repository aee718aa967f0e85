export { type Broken, type CheckedInvariant, checkInvariants, maxReported } from './check-invariants.ts';
export type { Bounds, Invariant } from './invariant.ts';
export { startWatching, type WatchedInvariants } from './watch-invariants.ts';
