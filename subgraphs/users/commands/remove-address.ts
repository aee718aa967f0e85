import type { UsersContext } from '../context.ts';
import type { RemoveAddressInput } from '../generated/graphql.ts';
import { preferAddress, removeAddresses } from '../store/addresses.ts';
import { type Suspended, withOwnAddress } from './own-address.ts';

/** Removes an address; when it was the default, the oldest of the others becomes it. */
export async function removeAddress(
  context: UsersContext,
  { addressId }: RemoveAddressInput,
): Promise<{ __typename: 'AddressRemoved'; id: string } | Suspended> {
  return withOwnAddress(context, addressId, async (tx, { id, userId, isDefault }, all) => {
    await removeAddresses(tx, { id });
    const next = all.find((candidate) => candidate.id !== id);
    if (isDefault && next !== undefined) await preferAddress(tx, userId, next.id);
    return { __typename: 'AddressRemoved', id };
  });
}
