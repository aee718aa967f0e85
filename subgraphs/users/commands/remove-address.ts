import type { UsersContext } from '../context.ts';
import { deleteAddresses, markDefaultAddress } from '../store/addresses.ts';
import { type Suspended, withOwnAddress } from './with-own-address.ts';

export interface RemoveAddressInput {
  addressId: string;
}

/** Removes an address. When it was the default, the oldest remaining address becomes the default. */
export async function removeAddress(
  context: UsersContext,
  { addressId }: RemoveAddressInput,
): Promise<{ __typename: 'AddressRemoved'; id: string } | Suspended> {
  return withOwnAddress(context, addressId, async (tx, { id, userId, isDefault }, all) => {
    await deleteAddresses(tx, { id });
    const oldest = all.find((candidate) => candidate.id !== id);
    if (isDefault && oldest !== undefined) await markDefaultAddress(tx, userId, oldest.id);
    return { __typename: 'AddressRemoved', id };
  });
}
