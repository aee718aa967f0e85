import {
  type Envelope,
  ordersDispute,
  ordersOrder,
  ordersReturn,
  paymentsPayment,
  type Topic,
  walletsSale,
} from '@soko/events';
import type { Viewer } from '@soko/auth';
import { person, startFixture, startTestSubgraph, type TestSubgraph } from '@soko/testing';
import { businessTopics } from '../../domain/business/read-business-event.ts';
import type { Standing } from '../../domain/reports/may-have.ts';
import { analytics } from '../../index.ts';
import { createFindStanding, type FindStanding } from '../../peers/users.ts';
import { publishAll } from '../start-analytics.ts';

const sales = [ordersOrder, paymentsPayment, ordersReturn, ordersDispute, walletsSale];
const namesOf = (topics: readonly Topic[]): string[] => topics.map(({ name }) => name);
const topicsOf = {
  event_records: namesOf([...new Set<Topic>([...sales, ...businessTopics])]),
  sales: namesOf(sales),
  business: namesOf(businessTopics),
};

/** The person who sells as `slr_1`, whose profile has no time zone, and the one who sells as `slr_2`, in Nairobi. */
export const seller = person('usr_seller', 'SELLER');
export const otherSeller = person('usr_other', 'SELLER');

const sellerOf: Readonly<Record<string, { id: string; zone: string | null }>> = {
  usr_seller: { id: 'slr_1', zone: null },
  usr_other: { id: 'slr_2', zone: 'Africa/Nairobi' },
};

/** A member of the store `sto_1`, and one who may only help its customers. */
export const member = person('usr_member');
export const helper = person('usr_helper');

const team: Readonly<Record<string, string>> = { usr_member: 'MEMBER', usr_helper: 'SUPPORT' };
const roleIn = (storeId: string | undefined, userId: string) => (storeId === 'sto_1' ? (team[userId] ?? null) : null);

/** Rights of people that differ from those of everyone: null for a suspended person. */
export type Standings = Map<string, Standing | null>;

/** Users, asked in the viewer's name, or in that of analytics for the rights of a person. */
function startUsers(standings: Standings) {
  const me = (_: unknown, __: never, viewer: Viewer) => {
    const id = viewer.kind === 'user' ? viewer.id : '';
    const found = sellerOf[id];
    return { id, timeZone: found?.zone ?? null, seller: found === undefined ? null : { id: found.id } };
  };
  const standingOf = (_: unknown, { userId, storeId }: { userId: string; storeId?: string }) =>
    standings.has(userId)
      ? standings.get(userId)
      : {
          roles: ['CUSTOMER', 'SELLER', 'ADMIN'],
          sellerId: sellerOf[userId]?.id ?? null,
          storeRole: roleIn(storeId, userId),
        };
  const store = (_: unknown, { id }: { id: string }, viewer: Viewer) => ({
    id,
    myRole: viewer.kind === 'user' ? roleIn(id, viewer.id) : null,
  });
  return startFixture('users', { Query: { me, standingOf, store } }, {}, { admits: () => true });
}

export const dashboardQuery = /* GraphQL */ `
  fragment AllFigures on SalesFigures {
    orders
    units
    grossSales {
      amount
      currency
    }
    discounts {
      amount
    }
    fees {
      amount
    }
    averageOrder {
      amount
    }
    cancelled
    refunds {
      amount
    }
    returns
    disputesOpened
    disputesLost
    net {
      amount
    }
  }
  query ($range: DashboardRange!, $first: Int) {
    sellerDashboard(range: $range) {
      from
      to
      timeZone
      granularity
      updatedAt
      currencies {
        currency
        total {
          ...AllFigures
        }
        before {
          ...AllFigures
        }
        periods {
          from
          to
          figures {
            ...AllFigures
          }
        }
        topProducts(first: $first) {
          product {
            id
          }
          units
          grossSales {
            amount
          }
        }
      }
    }
  }
`;

export interface SalesScene extends TestSubgraph {
  /** Publishes events and waits until the sales contain them. */
  publish(events: readonly Envelope[]): Promise<void>;
  standings: Standings;
  findStanding: FindStanding;
  /** Waits until the sales contain what is in the log. */
  caughtUp(): Promise<void>;
  // oxlint-disable-next-line typescript/no-explicit-any
  dashboard(range: Record<string, unknown>, options?: { as?: Viewer; first?: number }): Promise<any>;
}

export async function startSales(options: { now?: () => Date } = {}): Promise<SalesScene> {
  const standings: Standings = new Map();
  const users = startUsers(standings);
  const graph = await startTestSubgraph(analytics, { ...options, peers: () => users.transport });
  const groupOf = async (name: string): Promise<string> =>
    (await graph.pool.query('SELECT consumer_group FROM projections WHERE name = $1', [name])).rows[0].consumer_group;
  const caughtUp = async (): Promise<void> => {
    for (const [name, topics] of Object.entries(topicsOf)) {
      const isDone = await graph.bus.waitForGroup({ group: await groupOf(name), topics, timeoutMs: 20_000 });
      if (!isDone) throw new Error(`${name} did not catch up.`);
    }
  };
  return {
    ...graph,
    standings,
    findStanding: createFindStanding(users.transport),
    caughtUp,
    async publish(events) {
      await publishAll(graph.bus, events);
      await caughtUp();
    },
    async dashboard(range, { as = seller, first } = {}) {
      const { data, errors } = await graph.query(dashboardQuery, { range, first }, { as });
      if (errors) throw new Error(JSON.stringify(errors));
      return data['sellerDashboard'];
    },
  };
}
