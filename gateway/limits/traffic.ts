import type { ClientIdentity } from '@soko/auth';
import { type Attempt, type Limits, networkOf, type Standing } from '@soko/limits';
import type { GatewayEnv } from '../env.ts';

/** What clients may use of this gateway in a time. Each `take` throws RATE_LIMITED. */
export interface Traffic {
  /** One request, before anything of it is read. */
  takeRequest(identity: ClientIdentity): Promise<void>;
  /** One request to the REST façade, once its caller is known. Returns what is left to this caller. */
  takeRest(identity: ClientIdentity): Promise<Standing>;
  /** The cost of one operation. Without effect for operations that no client asked for. */
  takeCost(identity: ClientIdentity, cost: number): Promise<void>;
  /** Throws when the client has used up its time for planning. */
  takePlanning(identity: ClientIdentity): Promise<void>;
  /** Counts the time that was spent on planning. */
  countPlanning(identity: ClientIdentity, ms: number): Promise<void>;
}

export function createTraffic(env: GatewayEnv, limits: Limits): Traffic {
  const costs = ({ viewer, clientAddress }: ClientIdentity, weight: number): Attempt[] => {
    const says = 'The operations of the last minute cost too much.';
    const byAddress: Attempt = {
      name: 'gateway.cost-by-address',
      key: networkOf(clientAddress),
      points: env.COST_PER_ADDRESS,
      weight,
      says,
    };
    if (viewer.kind === 'anonymous') return [byAddress];
    return [byAddress, { name: 'gateway.cost-by-viewer', key: viewer.id, points: env.COST_PER_VIEWER, weight, says }];
  };
  const planning = ({ clientAddress }: ClientIdentity, weight: number): Attempt => ({
    name: 'gateway.planning-by-address',
    key: networkOf(clientAddress),
    points: env.PLANNING_MS_PER_ADDRESS,
    weight,
    says: 'Too many different operations. Send the same text with other variables.',
  });
  return {
    takeRequest: ({ clientAddress }) =>
      limits.take([
        {
          name: 'gateway.requests-by-address',
          key: networkOf(clientAddress),
          points: env.REQUESTS_PER_ADDRESS,
          says: 'Too many requests.',
        },
      ]),
    takeRest: ({ viewer, clientAddress }) =>
      limits.takeOne({
        name: 'gateway.rest-by-caller',
        key: viewer.kind === 'anonymous' ? networkOf(clientAddress) : viewer.id,
        points: env.REST_REQUESTS_PER_CALLER,
        says: 'Too many requests.',
      }),
    takeCost: (identity, cost) => limits.take(costs(identity, cost)),
    takePlanning: (identity) => limits.take([planning(identity, 1)]),
    countPlanning: (identity, ms) => limits.count([planning(identity, Math.round(ms))]),
  };
}
