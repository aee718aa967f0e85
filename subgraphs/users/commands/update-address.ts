import type { UsersContext } from '../context.ts';
import { type Address, readAddress } from '../domain/address.ts';
import type { UpdateAddressInput } from '../generated/graphql.ts';
import { saveAddress } from '../store/addresses.ts';
import { type Suspended, withOwnAddress } from './own-address.ts';

/** Replaces an address. */
export async function updateAddress(context: UsersContext, input: UpdateAddressInput): Promise<Address | Suspended> {
  const lines = readAddress(input.address);
  return withOwnAddress(context, input.addressId, (tx, { id }) => saveAddress(tx, id, lines, context.now()));
}
