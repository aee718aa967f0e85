import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { until } from '@soko/testing';
import { type Scene, startNotifications } from '../start-notifications.ts';
import { type Received, type Receiver, startReceiver } from './receiver.ts';
import {
  deliveriesOnce,
  endpointOf,
  openShop,
  orderLine,
  orderStep,
  type SeenDelivery,
  type Shop,
  withinMs,
} from './shop.ts';

/** A subgraph, a receiver that it trusts, and a store of its own for each test. Registers what opens and closes them. */
export function webhookScene() {
  const open: { graph?: Scene; receiver?: Receiver; shop?: Shop } = {};
  const have = <Name extends keyof typeof open>(name: Name): NonNullable<(typeof open)[Name]> => {
    const found = open[name];
    if (found === undefined) throw new Error(`The ${name} is opened before the first test.`);
    return found;
  };

  beforeAll(async () => {
    open.receiver = await startReceiver();
    open.graph = await startNotifications({
      WEBHOOK_TRUSTED_ORIGINS: open.receiver.origin,
      WEBHOOK_TRIES: '3',
    });
  });
  afterAll(async () => {
    await open.graph?.close();
    await open.receiver?.close();
  });
  beforeEach(async () => {
    have('receiver').answer = () => ({ status: 204 });
    open.shop = await openShop(have('graph'));
  });

  return {
    get graph() {
      return have('graph');
    },
    get receiver() {
      return have('receiver');
    },
    get shop() {
      return have('shop');
    },
    /** A step of an order of the store. */
    step: (
      name: Parameters<typeof orderStep>[1],
      orderId: string,
      sequence: number,
      storeId: string | null = have('shop').storeId,
    ) => orderStep(have('graph').trail, name, { orderId, sequence, lines: [orderLine(storeId)] }),
    /** The requests to a path, once there are `count`. */
    arrived: (path: string, count: number): Promise<Received[]> =>
      until(
        `${count} requests to ${path}`,
        () => {
          const found = have('receiver').at(path);
          return found.length >= count ? found : null;
        },
        withinMs,
      ),
    seenEndpoint: (id: string) => endpointOf(have('graph'), have('shop'), id),
    seenOnce: (what: string, id: string, is: (seen: SeenDelivery[]) => boolean) =>
      deliveriesOnce(have('graph'), have('shop'), { what, id, is }),
  };
}
