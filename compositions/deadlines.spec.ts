import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { gatewayServiceEnv } from '../gateway/env.ts';
import { ordersEnv } from '../subgraphs/orders/env.ts';
import { paymentsEnv } from '../subgraphs/payments/env.ts';
import { projectRoot } from './paths.ts';
import { subgraphServiceEnv } from './service-env.ts';
import { stopTimes } from './stop-times.ts';

/** The variables of the waits inside each other, the outermost first, with their defaults. */
const waits = [
  ['SUBGRAPH_TIMEOUT_MS', gatewayServiceEnv.SUBGRAPH_TIMEOUT_MS.parse(undefined)],
  ['ORDERS_PLACE_TIMEOUT_MS', ordersEnv.ORDERS_PLACE_TIMEOUT_MS.parse(undefined)],
  ['SOKO_PEER_TIMEOUT_MS', subgraphServiceEnv.SOKO_PEER_TIMEOUT_MS.parse(undefined)],
  ['PAYMENT_RESPONSE_TIMEOUT_MS', paymentsEnv.PAYMENT_RESPONSE_TIMEOUT_MS.parse(undefined)],
  ['PAYMENT_PROVIDER_TIMEOUT_MS', paymentsEnv.PAYMENT_PROVIDER_TIMEOUT_MS.parse(undefined)],
] as const;

const architecture = readFileSync(join(projectRoot, 'docs/architecture.md'), 'utf8');

describe('the deadlines of a purchase', () => {
  it('fit into each other: every caller waits longer than the one it asks', () => {
    const times = waits.map(([, ms]) => ms);
    for (const [index, ms] of times.entries()) if (index > 0) expect(ms).toBeLessThan(times[index - 1]! - 1_000);
  });

  it('end before another process takes over the work', () => {
    const lease = ordersEnv.ORDERS_SAGA_LEASE_MS.parse(undefined);
    expect(lease).toBeGreaterThan(ordersEnv.ORDERS_PLACE_TIMEOUT_MS.parse(undefined));
    // Stripe's client makes three tries of one call.
    const tries = 3 * paymentsEnv.PAYMENT_PROVIDER_TIMEOUT_MS.parse(undefined);
    expect(paymentsEnv.PAYMENT_CALL_LEASE_MS.parse(undefined)).toBeGreaterThan(tries);
  });

  it('let a parent of all processes wait until the slowest has stopped, whatever the drain is set to', () => {
    for (const [DRAIN_DELAY_MS, DRAIN_TIMEOUT_MS] of [
      [500, 10_000],
      [5_000, 60_000],
    ] as const) {
      const drain = { DRAIN_DELAY_MS, DRAIN_TIMEOUT_MS };
      expect(stopTimes.limitOfAllMs(drain)).toBeGreaterThan(2 * stopTimes.limitMs(drain) + 5_000);
    }
  });

  it('are listed in docs/architecture.md, the outermost first', () => {
    const rows = [...architecture.matchAll(/\| `(\w+_TIMEOUT_MS)` +\| (\d+) s/g)];
    expect(rows.map(([, name, seconds]) => [name, Number(seconds) * 1_000])).toEqual(waits);
  });
});
