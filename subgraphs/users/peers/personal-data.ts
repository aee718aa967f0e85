import { serviceIdentity } from '@soko/auth';
import { createPeer, type PeerOperation, type PersonalPart, type SubgraphTransport } from '@soko/subgraph';
import { usersChatData } from '../generated/peers/chat.ts';
import { usersFulfilmentData } from '../generated/peers/fulfilment.ts';
import { usersNotificationsData } from '../generated/peers/notifications.ts';
import { usersOrdersData } from '../generated/peers/orders.ts';
import { usersPaymentsData } from '../generated/peers/payments.ts';
import { usersProductsData } from '../generated/peers/products.ts';
import { usersWalletsData } from '../generated/peers/wallets.ts';

/** All that other subgraphs hold about a person: the items of each section, by subgraph. */
export type ReadElsewhere = (
  userId: string,
  correlationId: string,
) => Promise<Record<string, Record<string, unknown[]>>>;

/** Asks for one part. `after` is the cursor of the part before it. */
type AskForPart = PeerOperation<{ part: unknown }, { userId: string; after?: string | null | undefined }>;

/** The subgraphs that hold something about a person. */
const partOf: Readonly<Record<string, AskForPart>> = {
  chat: usersChatData,
  fulfilment: usersFulfilmentData,
  notifications: usersNotificationsData,
  orders: usersOrdersData,
  payments: usersPaymentsData,
  products: usersProductsData,
  wallets: usersWalletsData,
};

/** A subgraph that cannot be reached fails the whole: the copy waits until it is complete. */
export function createReadElsewhere(peer: (name: string) => SubgraphTransport): ReadElsewhere {
  const peers = Object.entries(partOf).map(([name, part]) => ({ name, part, ask: createPeer(name, peer(name)) }));
  return async (userId, correlationId) => {
    const identity = serviceIdentity('users', correlationId);
    const found: Record<string, Record<string, unknown[]>> = {};
    for (const { name, part, ask } of peers) {
      const sections: Record<string, unknown[]> = (found[name] = {});
      let after: string | null = null;
      do {
        const { section, items, next } = (await ask(part, { userId, after }, identity)).part as PersonalPart;
        (sections[section] ??= []).push(...items);
        after = next;
      } while (after !== null);
    }
    return found;
  };
}
