import { newId } from '@soko/ids';
import type { Envelope } from '@soko/events';
import type { FollowOptions } from '@soko/event-bus';
import { until } from '@soko/testing';
import { type Client, createClient, type ClientOptions } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { EventSource } from '../index.ts';

/** A bus that a test publishes to by hand. */
export function handBus() {
  const followers = new Set<FollowOptions>();
  const source: EventSource = {
    async follow(wanted) {
      followers.add(wanted);
      return { close: async () => void followers.delete(wanted) };
    },
  };
  return {
    source,
    followers,
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
      for (const { topics, handler } of followers) if (topics.includes(topic)) handler({ topic, envelope });
    },
  };
}

export interface Message {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
}

/** What a subscriber got so far. */
export interface Subscribed {
  messages: Message[];
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
  const subscribe = (query: string, variables: Record<string, unknown> = {}): Subscribed => {
    const subscribed: Subscribed = {
      messages: [],
      refused: null,
      completed: false,
      has: (count) => until(`${count} messages`, () => subscribed.messages.length >= count),
      stop: () => stop(),
    };
    const stop = client.subscribe<Record<string, unknown>>(
      { query, variables },
      {
        next: (message) => void subscribed.messages.push(message as Message),
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
