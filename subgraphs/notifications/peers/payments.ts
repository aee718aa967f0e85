import { serviceIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import { notificationsSubscription } from '../generated/peers/payments.ts';

/** Finds the page on which a payer confirms a monthly payment. Null when there is none to confirm any more. */
export type FindConfirmation = (subscriptionId: string, correlationId: string) => Promise<string | null>;

/** Events name no such page, as it pays: payments says it to services alone. */
export function createFindConfirmation(transport: SubgraphTransport): FindConfirmation {
  const ask = createPeer('payments', transport);
  return async (id, correlationId) => {
    const identity = serviceIdentity('notifications', correlationId);
    const { platformSubscription: found } = await ask(notificationsSubscription, { id }, identity);
    return found?.actionUrl ?? null;
  };
}
