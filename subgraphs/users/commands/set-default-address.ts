import type { UsersContext } from '../context.ts';
import type { Address } from '../domain/address.ts';
import type { SetDefaultAddressInput } from '../generated/graphql.ts';
import { preferAddress } from '../store/addresses.ts';
import { type Suspended, withOwnAddress } from './own-address.ts';

/** Makes an address the default. */
export async function setDefaultAddress(
  context: UsersContext,
  { addressId }: SetDefaultAddressInput,
): Promise<Address | Suspended> {
  return withOwnAddress(context, addressId, async (tx, address) => {
    await preferAddress(tx, address.userId, address.id);
    return { ...address, isDefault: true };
  });
}
