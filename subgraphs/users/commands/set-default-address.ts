import type { UsersContext } from '../context.ts';
import type { Address } from '../domain/address.ts';
import { markDefaultAddress } from '../store/addresses.ts';
import { type Suspended, withOwnAddress } from './with-own-address.ts';

export interface SetDefaultAddressInput {
  addressId: string;
}

/** Makes an address of the viewer the default. */
export async function setDefaultAddress(
  context: UsersContext,
  { addressId }: SetDefaultAddressInput,
): Promise<Address | Suspended> {
  return withOwnAddress(context, addressId, async (tx, address) => {
    await markDefaultAddress(tx, address.userId, address.id);
    return { ...address, isDefault: true };
  });
}
