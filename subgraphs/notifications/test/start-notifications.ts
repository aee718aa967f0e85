import { seal } from '@soko/seal';
import { type Envelope, type EventTrail, newEvent, usersOtp, usersUser } from '@soko/events';
import type { SubgraphTransport } from '@soko/subgraph';
import { startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { newId } from '@soko/ids';
import { notifications } from '../index.ts';

export const sealKey = 'a seal key for specs, of 32 characters or more';

export interface Scene extends TestSubgraph {
  /** Publishes events to their topics. */
  publish(...events: Envelope[]): Promise<void>;
  /** The messages to an address, newest first, once there are `count`. */
  messagesTo(address: string, count?: number): Promise<Seen[]>;
  /** Resolves once every published event was handled. */
  caughtUp(): Promise<void>;
  /** Moves this subgraph's clock. */
  advance(ms: number): void;
  trail: EventTrail;
}

export interface Seen {
  channel: string;
  to: string;
  subject: string | null;
  body: string | null;
  template: string;
  locale: string;
}

export const outboxQuery = /* GraphQL */ `
  query ($to: String, $first: Int, $after: String, $last: Int, $before: String) {
    outbox(to: $to, first: $first, after: $after, last: $last, before: $before) {
      nodes {
        id
        channel
        to
        subject
        body
        template
        locale
        status
        createdAt
        sentAt
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        endCursor
        startCursor
      }
    }
  }
`;

export async function startNotifications(
  env: Record<string, string> = {},
  peers?: (name: string) => SubgraphTransport,
): Promise<Scene> {
  let aheadMs = 0;
  const now = () => new Date(Date.now() + aheadMs);
  const graph = await startTestSubgraph(notifications, {
    env: { SOKO_SEAL_KEY: sealKey, NOTIFICATIONS_OUTBOX: 'true', ...env },
    now,
    ...(peers ? { peers } : {}),
  });
  const trail: EventTrail = {
    correlationId: newId('req'),
    causationId: null,
    actor: { kind: 'anonymous', id: null },
    now,
  };
  return {
    ...graph,
    trail,
    advance: (ms) => void (aheadMs += ms),
    async publish(...events) {
      for (const event of events) await graph.bus.publish(event.type.slice(0, event.type.lastIndexOf('.')), [event]);
    },
    messagesTo: (to, count = 1) =>
      until(`${count} messages to ${to}`, async () => {
        const { data } = await graph.query(outboxQuery, { to, first: 100 });
        return data['outbox'].nodes.length >= count ? (data['outbox'].nodes as Seen[]) : null;
      }),
    caughtUp: async () => {
      await until('no event waits', async () =>
        Object.values(await graph.bus.lag('notifications.messages')).every((lag) => lag === 0),
      );
    },
  };
}

/** The event of a code for `to`. */
export const otpRequested = (
  trail: EventTrail,
  to: string,
  more: Partial<{ code: string; channel: 'EMAIL' | 'SMS'; locale: string; minutes: number; key: string }> = {},
): Envelope => {
  const { code = '042137', channel = 'EMAIL', locale = 'en', minutes = 10, key = sealKey } = more;
  return newEvent(
    usersOtp,
    'requested',
    {
      subject: newId('otp'),
      sequence: 1,
      data: {
        userId: newId('usr'),
        channel,
        purpose: 'SIGNUP',
        to,
        locale,
        code: seal(key, 'otp', code),
        expiresAt: new Date(trail.now().getTime() + minutes * 60_000).toISOString(),
      },
    },
    trail,
  );
};

/** The event of a new account with `email`. */
export const registered = (trail: EventTrail, userId: string, email: string, locale = 'en'): Envelope =>
  newEvent(
    usersUser,
    'registered',
    { subject: userId, sequence: 1, data: { email, firstName: 'Ada', locale, roles: ['CUSTOMER'] } },
    trail,
  );
