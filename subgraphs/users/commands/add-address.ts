import { requireUser } from '@soko/auth';
import { newId } from '@soko/ids';
import { readAddress, type WrittenAddress } from '@soko/input';
import { isRefusal } from '@soko/refusals';
import { prismaTransaction } from '@soko/postgres';
import type { UsersContext } from '../context.ts';
import { type Address, maxAddresses } from '../domain/address.ts';
import { type accountSuspended, limitReached } from '../domain/refusals.ts';
import { insertAddress, lockAddresses, markDefaultAddress } from '../store/addresses.ts';
import { loadOwnAccount } from './load-own-account.ts';
import { tellCountry } from './tell-country.ts';

export interface AddAddressInput {
  address: WrittenAddress;
  isDefault?: boolean | null | undefined;
}

/** Adds a postal address of the viewer. The first one becomes the default. */
export async function addAddress(
  context: UsersContext,
  input: AddAddressInput,
): Promise<Address | ReturnType<typeof limitReached | typeof accountSuspended>> {
  const lines = readAddress(input.address, 'address');
  return prismaTransaction(context.db, async (tx) => {
    // Before the account is read, so that an erasure is either seen or waits.
    const saved = await lockAddresses(tx, requireUser(context.viewer).id);
    const user = await loadOwnAccount(context, tx);
    if (isRefusal(user)) return user;
    if (saved.length >= maxAddresses) return limitReached(maxAddresses, 'addresses');
    const id = newId('adr');
    const added = await insertAddress(tx, { ...lines, id, userId: user.id, isDefault: false }, context.now());
    if (saved.length > 0 && input.isDefault !== true) return added;
    await markDefaultAddress(tx, user.id, id);
    await tellCountry(context, tx, user.id, saved);
    return { ...added, isDefault: true };
  });
}
