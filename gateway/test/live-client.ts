import { newId } from '@soko/ids';
import type { Envelope } from '@soko/events';
import type { FollowOptions, LogRecord } from '@soko/event-bus';
import { until } from '@soko/testing';
import { type Client, createClient, type ClientOptions } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { EventSource } from '../index.ts';

/** A bus that a test publishes to by hand. Each topic has one partition. */
export function handBus() {
  const followers = new Set<FollowOptions>();
  const log: LogRecord[] = [];
  const offsets = new Map<string, number>();
  const source: EventSource = {
    async follow(wanted) {
      followers.add(wanted);
      return {
        begins: wanted.topics.map((topic) => ({ topic, partition: 0, offset: offsets.get(topic) ?? 0 })),
        close: async () => void followers.delete(wanted),
      };
    },
    async read(topic, { stretches = [] }) {
      return log.filter(
        (record) =>
          record.topic === topic &&
          stretches.some(({ fromOffset, toOffset }) => record.offset >= fromOffset && record.offset < toOffset),
      );
    },
  };
  return {
    source,
    followers,
    /** Deletes what was published so far from the log; offsets go on. */
    forget: (): void => void log.splice(0),
    publish(topic: string, subject: string, sequence: number, data: unknown = {}): void {
      const envelope: Envelope = {
        id: newId('evt'),
        type: `${topic}.changed`,
        version: 1,
        subject,
        sequence,
        time: new Date().toISOString(),
        correlationId: newId('req'),
        causationId: null,
        actor: { kind: 'service', id: 'test' },
        data,
      };
      const value = JSON.stringify(envelope);
      const event = { topic, partition: 0, offset: offsets.get(topic) ?? 0, envelope };
      offsets.set(topic, event.offset + 1);
      log.push({ ...event, key: subject, value });
      for (const { topics, handler } of followers)
        if (topics.includes(topic)) handler({ ...event, length: value.length });
    },
  };
}

export interface Message {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
}

/** What a subscriber got so far. */
export interface Subscribed {
  /** The messages without their extensions. */
  messages: Message[];
  extensions: { cursor?: string; gap?: boolean }[];
  /** The cursor of the last message. */
  cursor(): string;
  /** The errors that it was refused with, or how the socket closed. */
  refused: unknown;
  completed: boolean;
  has(count: number): Promise<unknown>;
  stop(): void;
}

export const closedWith = (reason: unknown): unknown => (reason as { code?: number } | null)?.code;

/** A client of graphql-ws over a real socket. */
export function connect(url: string, token?: string, options: Partial<ClientOptions> = {}) {
  const client: Client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(token ? { connectionParams: { authorization: `Bearer ${token}` } } : {}),
    ...options,
  });
  const subscribe = (
    query: string,
    variables: Record<string, unknown> = {},
    extensions?: Record<string, unknown>,
  ): Subscribed => {
    const subscribed: Subscribed = {
      messages: [],
      extensions: [],
      cursor: () => subscribed.extensions.at(-1)!.cursor!,
      refused: null,
      completed: false,
      has: (count) => until(`${count} messages`, () => subscribed.messages.length >= count),
      stop: () => stop(),
    };
    const stop = client.subscribe<Record<string, unknown>>(
      { query, variables, ...(extensions ? { extensions } : {}) },
      {
        next({ extensions: given, ...message }) {
          subscribed.messages.push(message as Message);
          subscribed.extensions.push(given ?? {});
        },
        error: (error) => (subscribed.refused = error),
        complete: () => (subscribed.completed = true),
      },
    );
    return subscribed;
  };
  /** A query or mutation over the same socket. What was subscribed to before is live when it is answered. */
  const ask = async (query: string, variables: Record<string, unknown> = {}): Promise<Message> => {
    const asked = subscribe(query, variables);
    await until('an answer', () => asked.completed || asked.refused !== null);
    return asked.messages[0] ?? { errors: asked.refused as never };
  };
  return { client, subscribe, ask, close: () => client.dispose() };
}
