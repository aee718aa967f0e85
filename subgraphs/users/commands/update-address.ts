import type { WrittenAddress } from '@soko/input';
import type { UsersContext } from '../context.ts';
import { type Address, readAddressChange } from '../domain/address.ts';
import { saveAddress } from '../store/addresses.ts';
import { type Suspended, withOwnAddress } from './with-own-address.ts';

export interface UpdateAddressInput {
  addressId: string;
  address: WrittenAddress;
}

/** Replaces an address of the viewer. */
export async function updateAddress(context: UsersContext, input: UpdateAddressInput): Promise<Address | Suspended> {
  return withOwnAddress(context, input.addressId, (tx, saved) =>
    saveAddress(tx, saved.id, readAddressChange(input.address, saved, 'address'), context.now()),
  );
}
