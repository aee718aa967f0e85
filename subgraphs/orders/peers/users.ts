import type { RequestIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import type { Address } from '@soko/input';
import { ordersContact } from '../generated/peers/users.ts';

/** The viewer's own data, asked in the viewer's name: users then applies its own rules about who may see an address. */
export interface UsersPeer {
  /** The viewer's email address, and the saved address `addressId` if it belongs to the viewer. */
  contactOf(
    identity: RequestIdentity,
    addressId: string | null,
  ): Promise<{ email: string | null; address: Address | null }>;
}

export function createUsersPeer(transport: SubgraphTransport): UsersPeer {
  const ask = createPeer('users', transport);
  return {
    async contactOf(identity, addressId) {
      const representations = addressId === null ? [] : [{ __typename: 'Address', id: addressId }];
      const { me, _entities: entities } = await ask(ordersContact, { representations }, identity);
      const [found] = entities;
      if (found?.__typename !== 'Address') return { email: me?.email ?? null, address: null };
      const { __typename, ...address } = found;
      return { email: me?.email ?? null, address };
    },
  };
}
