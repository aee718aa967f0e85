import type { Handler, ManyHandler, RetryPolicy } from '../event-bus.ts';

/** One partition as one group of this process reads it. */
export interface Lane {
  group: string;
  topic: string;
  partition: number;
  handler: Handler;
  handleMany?: ManyHandler | undefined;
  retry: RetryPolicy;
  /** Whether this process holds the lane's advisory lock. */
  owned: boolean;
  /** Aborted when the lane must stop after the running handler; a new one with each time it is owned. */
  stop: AbortController;
  /** The subscription is closing: commit, unlock and forget. */
  closing: boolean;
  /** The next offset to handle. */
  position: number;
  /** What the database says `position` is. */
  committed: number;
  /** A batch is being handled. */
  running: Promise<void> | null;
  /** Leave the lane alone until then, in ms since the epoch. */
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
  restUntil: 0,
});
