import type { Handler, ManyHandler, RetryPolicy } from '../event-bus.ts';

/** One partition, read by one group of this process. */
export interface Lane {
  group: string;
  topic: string;
  partition: number;
  handler: Handler;
  handleMany?: ManyHandler | undefined;
  retry: RetryPolicy;
  /** True while this process holds the lane's advisory lock. */
  owned: boolean;
  /** Aborted when the lane must stop after the running handler. Replaced each time the lane is locked. */
  stop: AbortController;
  /** The subscription is closing: commit, unlock and remove the lane. */
  closing: boolean;
  /** The next offset to handle. */
  position: number;
  /** The committed `position`. */
  committed: number;
  /** True while a batch is being handled. */
  running: Promise<void> | null;
  /** It may have unread entries that no notification tells of: it was busy when they came, or is new. */
  isUnsure: boolean;
  /** The lane rests until this time, in milliseconds since the epoch. */
  restUntil: number;
}

export const newLane = (
  of: Pick<Lane, 'group' | 'topic' | 'partition' | 'handler' | 'handleMany' | 'retry'>,
): Lane => ({
  ...of,
  owned: false,
  stop: new AbortController(),
  closing: false,
  position: 0,
  committed: 0,
  running: null,
  isUnsure: true,
  restUntil: 0,
});
