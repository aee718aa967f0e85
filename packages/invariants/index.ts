export { type Broken, type CheckedInvariant, checkInvariants, maxReported } from './check-invariants.ts';
export type { Bounds, Invariant } from './invariant.ts';
export { createInvariantWatch, type WatchedInvariants } from './invariant-watch.ts';
