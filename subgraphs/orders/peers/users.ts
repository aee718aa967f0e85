import type { RequestIdentity } from '@soko/auth';
import type { SubgraphTransport } from '@soko/subgraph';
import type { OrderAddress } from '../domain/address.ts';
import { askFor } from './ask.ts';

/** What users says of the viewer, asked in the viewer's name, so that nobody learns of another's address. */
export interface UsersPeer {
  /** The viewer's e-mail address, and one of their saved addresses if `addressId` is theirs. */
  contactOf(
    identity: RequestIdentity,
    addressId: string | null,
  ): Promise<{ email: string | null; address: OrderAddress | null }>;
}

const query = `query OrdersContact($representations: [_Any!]!) { me { email } _entities(representations: $representations) {
  ... on Address { name line1 line2 city region postalCode country phone } } }`;

interface Answer {
  me: { email: string | null } | null;
  _entities: (OrderAddress | null)[];
}

export function createUsersPeer(transport: SubgraphTransport): UsersPeer {
  const ask = askFor('users', transport);
  return {
    async contactOf(identity, addressId) {
      const representations = addressId === null ? [] : [{ __typename: 'Address', id: addressId }];
      const { me, _entities } = await ask<Answer>(query, { representations }, identity);
      return { email: me?.email ?? null, address: _entities[0] ?? null };
    },
  };
}
