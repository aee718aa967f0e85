import { serviceIdentity } from '@soko/auth';
import { createPeer, type PersonalPart, type SubgraphTransport } from '@soko/subgraph';
import { usersChatData } from '../generated/peers/chat.ts';
import { usersNotificationsData } from '../generated/peers/notifications.ts';
import { usersProductsData } from '../generated/peers/products.ts';

/** All that other subgraphs hold about a person: the items of each section, by subgraph. */
export type ReadElsewhere = (
  userId: string,
  correlationId: string,
) => Promise<Record<string, Record<string, unknown[]>>>;

/** Asks for one part. `after` is the cursor of the part before it. */
type AskForPart = (after: string | null) => Promise<PersonalPart>;

async function readAll(ask: AskForPart): Promise<Record<string, unknown[]>> {
  const sections: Record<string, unknown[]> = {};
  let after: string | null = null;
  do {
    const { section, items, next }: PersonalPart = await ask(after);
    (sections[section] ??= []).push(...items);
    after = next;
  } while (after !== null);
  return sections;
}

/** A subgraph that cannot be reached fails the whole: the copy waits until it is complete. */
export function createReadElsewhere(peer: (name: string) => SubgraphTransport): ReadElsewhere {
  const askChat = createPeer('chat', peer('chat'));
  const askNotifications = createPeer('notifications', peer('notifications'));
  const askProducts = createPeer('products', peer('products'));
  return async (userId, correlationId) => {
    const identity = serviceIdentity('users', correlationId);
    const chat = await readAll(
      async (after) => (await askChat(usersChatData, { userId, after }, identity)).chatDataOf as PersonalPart,
    );
    const notifications = await readAll(
      async (after) =>
        (await askNotifications(usersNotificationsData, { userId, after }, identity))
          .notificationsDataOf as PersonalPart,
    );
    const products = await readAll(
      async (after) =>
        (await askProducts(usersProductsData, { userId, after }, identity)).productsDataOf as PersonalPart,
    );
    return { chat, notifications, products };
  };
}
