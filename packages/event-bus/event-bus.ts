import type { Envelope } from '@soko/events';

/** The next offset of each partition by topic, without partitions that have no events. */
export type LogEnds = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * Carries domain events from publishers to consumers. Two adapters keep the same promises (`audits.ts` checks them): at
 * least once, in order per key (`envelope.subject`), consumer groups whose committed offsets are shared by several
 * processes, retries with backoff, dead letters that can be inspected and replayed, and reading from any offset.
 */
export interface EventBus {
  /** Creates the topics that do not exist yet. The number of partitions of an existing topic never changes. */
  ensureTopics(names: readonly string[], options?: { partitions?: number }): Promise<void>;

  /**
   * Appends events in the order given and resolves once they are durable. After a rejection some, all or none of them
   * are in the log: publish them again. Throws `UnknownTopic` when the topic was not created, and `RefusedEvents` when
   * the log never accepts one of them. The log accepts every event of up to `maxEventBytes`.
   */
  publish(topic: string, envelopes: readonly Envelope[]): Promise<void>;

  /**
   * Delivers every event of `topics` to `handler`, one at a time per partition, as a member of `group`. Each partition
   * has one owner in a group; another member takes over when it closes or dies. Missing topics are created. A process
   * subscribes a group once, with all its topics.
   */
  subscribe(options: SubscribeOptions): Promise<Subscription>;

  /**
   * Delivers every event from now on to `handler`, without a group: nothing is committed, retried or parked. Resolves
   * once no further event is missed. Events are in order per key and delivered once, also after a lost connection; a new
   * process begins at the end of the log. For consumers without memory, such as the subscriptions of clients. The first
   * events may be delivered before the promise resolves.
   */
  follow(options: FollowOptions): Promise<Following>;

  /** Reads a topic without a group, in offset order within each partition. For inspection and rebuilding. */
  read(topic: string, options: ReadOptions): Promise<LogRecord[]>;

  /** The groups that have dead letters, in alphabetical order. */
  groupsWithDeadLetters(): Promise<string[]>;

  /** Number of dead letters of each of these groups. */
  countDeadLetters(groups: readonly string[]): Promise<Record<string, number>>;

  /** Dead letters of a group, oldest first. `limit` defaults to 100. */
  deadLetters(options: { group: string; topic?: string; limit?: number }): Promise<DeadLetter[]>;

  /**
   * Delivers dead letters to their group again (and to no other), after the events of the same key that it has seen.
   * Without `ids`, all of them (of `topic`, if given). Returns their number. One that fails again is parked again.
   * They go in the order of their times, over all topics.
   */
  replayDeadLetters(options: { group: string; topic?: string; ids?: readonly string[] }): Promise<number>;

  /** Number of unhandled events of a group, by topic. Dead letters that wait for replay count as `<group>.replay`. */
  lag(group: string): Promise<Record<string, number>>;

  /**
   * Waits until a group has handled every event that is in these topics now. True when it has; false after `timeoutMs`. For
   * callers that promise to read their own writes in a projection.
   */
  waitForGroup(options: { group: string; topics: readonly string[]; timeoutMs: number }): Promise<boolean>;

  /** Where these topics end now, for `hasHandled`. It can be kept as JSON. */
  ends(topics: readonly string[]): Promise<LogEnds>;

  /** True when a group has handled every event before these ends, whatever came after them. Returns at once. */
  hasHandled(group: string, ends: LogEnds): Promise<boolean>;

  /**
   * Deletes events that were appended before this time, those of the topics for replay included, and returns their number.
   * Events that a group has yet to handle stay, unless it has committed nothing since then. Dead letters stay. Kafka does
   * this itself (`retention.ms`), whatever its groups have handled: 0.
   */
  prune(before: Date): Promise<number>;

  /**
   * Longest time in milliseconds for which one of these topics, or of those that this process subscribes, may keep an event by
   * the settings of the log. Infinity when it keeps events for ever; 0 where `prune` alone decides.
   */
  longestLifeMs(topics: readonly string[]): Promise<number>;

  /** Rejects when the log does not respond. */
  health(): Promise<void>;

  /** Closes every subscription and every connection. */
  close(): Promise<void>;
}

export interface SubscribeOptions {
  /** Lower case words with dots and dashes, such as `notifications.on-user-registered`. */
  group: string;
  topics: readonly string[];
  handler: Handler;
  /** Called first, with the waiting events of a partition. */
  handleMany?: ManyHandler | undefined;
  /** Position at which a group without committed offsets begins. Default: `beginning`. */
  from?: 'beginning' | 'end';
  retry?: Partial<RetryPolicy>;
}

export interface FollowOptions {
  topics: readonly string[];
  /** Must not throw, and is not awaited. */
  handler: (event: FollowedEvent) => void;
}

/** An event with its place in the log. */
export interface FollowedEvent extends Pick<Delivery, 'topic' | 'partition' | 'offset' | 'envelope'> {
  /** Length of the message in the log, in characters. */
  length: number;
}

/** A partition, and the offset of an event in it. */
export interface Place {
  topic: string;
  partition: number;
  offset: number;
}

/**
 * Returns once the event's effect is durable. When it throws, the event is tried again, then parked as a dead letter.
 * An error that says that a database or a service does not answer (`isOutage`) is not counted: the partition waits until
 * it answers again. It may see an event twice. Throw `Unprocessable` when trying again cannot help.
 */
export type Handler = (delivery: Delivery) => Promise<void>;

/**
 * Handles several events of one partition at once, in their order. Returns true once the effects of all are durable. When
 * it returns false or throws, each event goes to the `Handler`, so all its effects must be repeatable.
 */
export type ManyHandler = (deliveries: readonly Delivery[]) => Promise<boolean>;

export interface Delivery {
  topic: string;
  partition: number;
  offset: number;
  envelope: Envelope;
  /** Number of the attempt, from 1. Another process starts at 1 again. */
  attempt: number;
}

export interface RetryPolicy {
  /** Number of calls of the handler before the event is parked. */
  attempts: number;
  /** Pause after the first failure, in milliseconds. It doubles after each further one, with jitter. */
  baseMs: number;
  maxMs: number;
  /** Time in milliseconds that an event may wait for an earlier one (`TooEarly`). */
  tooEarlyMs: number;
}

export interface Subscription {
  /** Stops taking events, waits for the running handler, commits, and leaves the group. */
  close(): Promise<void>;
}

export interface Following extends Subscription {
  /** The first offset of each partition that is delivered: the end of the log at the start. */
  begins: readonly Place[];
}

/** Offsets of one partition, the last one excluded. */
export interface Stretch {
  partition: number;
  fromOffset: number;
  toOffset: number;
}

export interface ReadOptions {
  /** Reads these parts of partitions only, and ignores the next two options. */
  stretches?: readonly Stretch[];
  /** Reads this partition only. Default: all, each from `fromOffset`. */
  partition?: number;
  /** Default: 0, the oldest. */
  fromOffset?: number;
  /** Largest number of records, in all. */
  limit: number;
}

export interface LogRecord {
  topic: string;
  partition: number;
  offset: number;
  key: string;
  /** Null when the message is not an envelope. */
  envelope: Envelope | null;
  /** The message as stored in the log. */
  value: string;
}

export interface DeadLetter {
  /** `<topic>/<partition>/<offset>` of the original message. */
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

/** Thrown by a handler that can never process this event: it is parked at once. Any error of this name does the same. */
export class Unprocessable extends Error {
  override readonly name = 'Unprocessable';
}

/**
 * Thrown by a handler whose event arrives before another one that it needs, such as an event of another topic. For
 * `RetryPolicy.tooEarlyMs` the event is retried without counting attempts. Then it counts like every failure.
 * Any error of this name does the same.
 */
export class TooEarly extends Error {
  override readonly name: string = 'TooEarly';
}

/**
 * The log refused at least one of these events, for example because it is too large, and will refuse it again. Publish
 * them in smaller parts to find that event. Never thrown when the log does not answer.
 */
export class RefusedEvents extends Error {
  override readonly name = 'RefusedEvents';
}

/** A topic that was not created was published to or read from. */
export class UnknownTopic extends Error {
  override readonly name = 'UnknownTopic';
  constructor(topic: string) {
    super(`Topic ${topic} does not exist: call ensureTopics(['${topic}']) first.`);
  }
}
