import type { Envelope } from '@soko/events';

/**
 * Where domain events go and come from. Two adapters keep the same promises (`audits.ts` checks them): at least once,
 * in order per key (`envelope.subject`), consumer groups whose committed offsets are shared by several processes,
 * retries with backoff, dead letters that can be looked at and replayed, and reading from any offset.
 */
export interface EventBus {
  /** Creates the topics that do not exist yet. The number of partitions of an existing topic never changes. */
  ensureTopics(names: readonly string[], options?: { partitions?: number }): Promise<void>;

  /**
   * Appends events in the order given and resolves once they are durable. A rejection means that some, all or none of
   * them are in the log: publish them again. Throws `UnknownTopic` when the topic was not created.
   */
  publish(topic: string, envelopes: readonly Envelope[]): Promise<void>;

  /**
   * Hands every event of `topics` to `handler`, one at a time per partition, as a member of `group`. Each partition has
   * one owner in a group; another member takes over when it closes or dies. Topics are created if need be. A process
   * subscribes a group once, with all its topics.
   */
  subscribe(options: SubscribeOptions): Promise<Subscription>;

  /**
   * Hands every event from now on to `handler`, without a group: nothing is committed, retried, parked, or left behind.
   * Resolves once no further event is missed. Lost connections are made up for; another process begins anew. In order
   * per key, and each event once. For what is told to whoever is there, such as subscriptions of clients.
   */
  follow(options: FollowOptions): Promise<Subscription>;

  /** Reads a topic without a group, in offset order within each partition. For inspection and rebuilding. */
  read(topic: string, options: ReadOptions): Promise<LogRecord[]>;

  /** The groups that have dead letters, in alphabetical order. */
  groupsWithDeadLetters(): Promise<string[]>;

  /** What a group gave up on, oldest first. `limit` defaults to 100. */
  deadLetters(options: { group: string; topic?: string; limit?: number }): Promise<DeadLetter[]>;

  /**
   * Gives dead letters to their group once more (and to no other), after what it has already seen of the same key.
   * Without `ids`, all of them (of `topic`, if given). Returns how many. One that fails again is parked again.
   */
  replayDeadLetters(options: { group: string; topic?: string; ids?: readonly string[] }): Promise<number>;

  /** Events that a group has not handled yet, by topic; dead letters waiting to be replayed count as `<group>.replay`. */
  lag(group: string): Promise<Record<string, number>>;

  /** Rejects when the log does not answer. */
  health(): Promise<void>;

  /** Closes every subscription and every connection. */
  close(): Promise<void>;
}

export interface SubscribeOptions {
  /** Lower case words with dots and dashes, such as `notifications.on-user-registered`. */
  group: string;
  topics: readonly string[];
  handler: Handler;
  /** Tried first with what waits in a partition. */
  handleMany?: ManyHandler | undefined;
  /** Where a group that has committed nothing yet begins. Default: `beginning`. */
  from?: 'beginning' | 'end';
  retry?: Partial<RetryPolicy>;
}

export interface FollowOptions {
  topics: readonly string[];
  /** Must not throw, and is not waited for. */
  handler: (event: Pick<Delivery, 'topic' | 'envelope'>) => void;
}

/**
 * Returns once the event's effect is durable. When it throws, the event is tried again, then parked as a dead letter.
 * An error that says that a database or a service does not answer (`isOutage`) is not counted: the partition waits until
 * it answers again. It may see an event twice. Throw `Unprocessable` when trying again cannot help.
 */
export type Handler = (delivery: Delivery) => Promise<void>;

/**
 * Handles several events of one partition at once, in their order: true once the effect of all of them is durable. When
 * it answers false or throws, each of them goes to the `Handler`, so nothing it did may be wrong to do again.
 */
export type ManyHandler = (deliveries: readonly Delivery[]) => Promise<boolean>;

export interface Delivery {
  topic: string;
  partition: number;
  offset: number;
  envelope: Envelope;
  /** 1 the first time, then 2, 3 …; begins anew in another process. */
  attempt: number;
}

export interface RetryPolicy {
  /** How often the handler is called before the event is parked. */
  attempts: number;
  /** The pause after the first failure; it doubles with each further one, with jitter. */
  baseMs: number;
  maxMs: number;
  /** How long an event may wait for what comes before it (`TooEarly`). */
  tooEarlyMs: number;
}

export interface Subscription {
  /** Stops taking events, waits for the running handler, commits, and leaves the group. */
  close(): Promise<void>;
}

export interface ReadOptions {
  /** Only this partition; otherwise all, each from `fromOffset`. */
  partition?: number;
  /** Default: 0, the oldest. */
  fromOffset?: number;
  /** At most this many records, in all. */
  limit: number;
}

export interface LogRecord {
  topic: string;
  partition: number;
  offset: number;
  key: string;
  /** Null when the message is not an envelope. */
  envelope: Envelope | null;
  /** The message as it stands in the log. */
  value: string;
}

export interface DeadLetter {
  /** `<topic>/<partition>/<offset>` of the message it was. */
  id: string;
  group: string;
  topic: string;
  partition: number;
  offset: number;
  key: string;
  value: string;
  error: string;
  attempts: number;
  failedAt: string;
}

/** Thrown by a handler that will never be able to process this event: it is parked at once. */
export class Unprocessable extends Error {
  override readonly name = 'Unprocessable';
}

/**
 * Thrown by a handler whose event comes before something that it needs, such as another topic's. The event is tried
 * again and not counted, for `RetryPolicy.tooEarlyMs`; then it counts like any failure. Any error of this name will do.
 */
export class TooEarly extends Error {
  override readonly name: string = 'TooEarly';
}

/** Something was published to, or read from, a topic that nobody created. */
export class UnknownTopic extends Error {
  override readonly name = 'UnknownTopic';
  constructor(topic: string) {
    super(`Topic ${topic} does not exist: call ensureTopics(['${topic}']) first.`);
  }
}
