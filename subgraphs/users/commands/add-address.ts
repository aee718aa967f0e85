import { newId } from '@soko/ids';
import type { UsersContext } from '../context.ts';
import { type Address, addressLimit, readAddress } from '../domain/address.ts';
import { type accountSuspended, limitReached } from '../domain/refusals.ts';
import type { AddAddressInput } from '../generated/graphql.ts';
import * as addresses from '../store/addresses.ts';
import { inTransaction } from '../store/database.ts';
import { viewersAccount } from './viewers-account.ts';

/** Adds an address of the viewer. The first is the default. */
export async function addAddress(
  context: UsersContext,
  input: AddAddressInput,
): Promise<Address | ReturnType<typeof limitReached | typeof accountSuspended>> {
  const lines = readAddress(input.address);
  return inTransaction(context.db, async (tx) => {
    const user = await viewersAccount(context, tx);
    if ('__typename' in user) return user;
    const known = await addresses.lockAddresses(tx, user.id);
    if (known.length >= addressLimit) return limitReached(addressLimit, 'addresses');
    const id = newId('adr');
    const added = await addresses.addAddress(tx, { ...lines, id, userId: user.id, isDefault: false }, context.now());
    if (known.length > 0 && input.isDefault !== true) return added;
    await addresses.preferAddress(tx, user.id, id);
    return { ...added, isDefault: true };
  });
}
