import { type Envelope, newEvent, topicOf, usersSeller, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { person, startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { analytics } from '../index.ts';

export const admin = person('usr_admin', 'ADMIN');

export const eventsQuery = /* GraphQL */ `
  query ($filter: EventFilter, $order: EventOrder, $first: Int, $after: String, $last: Int, $before: String) {
    events(filter: $filter, order: $order, first: $first, after: $after, last: $last, before: $before) {
      edges {
        cursor
      }
      nodes {
        id
        type
        topic
        version
        subject
        sequence
        time
        correlationId
        causationId
        actor {
          kind
          id
        }
        data
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
`;

export interface Scene extends TestSubgraph {
  publish(events: readonly Envelope[]): Promise<void>;
  /** Lists events as an administrator. */
  events(variables?: Record<string, unknown>): Promise<{ nodes: Envelope[]; pageInfo: Record<string, unknown> }>;
  /** Resolves once `count` events are on record. */
  recorded(count: number, timeoutMs?: number): Promise<void>;
}

/** Publishes events of any topics, those of each in the order given. */
export async function publishAll(bus: TestSubgraph['bus'], events: readonly Envelope[]): Promise<void> {
  for (const topic of new Set(events.map((event) => topicOf(event.type)))) {
    await bus.publish(
      topic,
      events.filter((event) => topicOf(event.type) === topic),
    );
  }
}

export async function startAnalytics(options: { now?: () => Date } = {}): Promise<Scene> {
  const graph = await startTestSubgraph(analytics, options);
  return {
    ...graph,
    publish: (events) => publishAll(graph.bus, events),
    async events(variables = {}) {
      const { data, errors } = await graph.query(eventsQuery, variables, { as: admin });
      if (errors) throw new Error(JSON.stringify(errors));
      return data['events'];
    },
    recorded: async (count, timeoutMs) => {
      const look = async () => {
        const { rows } = await graph.pool.query<{ count: number }>('SELECT count(*)::int FROM event_records');
        return rows[0]!.count >= count;
      };
      await until(`${count} events on record`, look, timeoutMs);
    },
  };
}

interface Circumstances {
  subject?: string;
  sequence?: number;
  correlationId?: string;
  causationId?: string | null;
  actor?: Envelope['actor'];
  at?: string;
}

const trailOf = ({ correlationId = newId('req'), causationId = null, actor, at }: Circumstances) => ({
  correlationId,
  causationId,
  actor: actor ?? { kind: 'anonymous' as const, id: null },
  now: () => (at === undefined ? new Date() : new Date(at)),
});

/** The event of a new account. */
export const registered = (how: Circumstances = {}): Envelope =>
  newEvent(
    usersUser,
    'registered',
    {
      subject: how.subject ?? newId('usr'),
      sequence: how.sequence ?? 1,
      data: { email: 'ada@example.org', firstName: 'Ada', locale: 'en', roles: ['CUSTOMER'] },
    },
    trailOf(how),
  );

/** The event of an approved seller. */
export const approved = (how: Circumstances & { sealed?: string } = {}): Envelope =>
  newEvent(
    usersSeller,
    'approved',
    {
      subject: how.subject ?? newId('slr'),
      sequence: how.sequence ?? 2,
      data: {
        userId: 'usr_1',
        handle: 'baskets',
        displayName: 'Baskets & Co',
        payout: { kind: 'MPESA', masked: '…678', sealed: how.sealed ?? 'nothing' },
      },
    },
    trailOf(how),
  );
