import { notFound } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import { type Address, readAddress } from '../domain/address.ts';
import type { accountSuspended } from '../domain/refusals.ts';
import type { RemoveAddressInput, SetDefaultAddressInput, UpdateAddressInput } from '../generated/graphql.ts';
import { lockAddresses, preferAddress, removeAddresses, saveAddress } from '../store/addresses.ts';
import { type Db, inTransaction } from '../store/database.ts';
import { viewersAccount } from './viewers-account.ts';

type Suspended = ReturnType<typeof accountSuspended>;

/** Does something to one of the viewer's own addresses, with all of them at hand. Throws NOT_FOUND for anybody else's. */
async function withOwnAddress<Outcome>(
  context: UsersContext,
  id: string,
  work: (tx: Db, address: Address, all: Address[]) => Promise<Outcome>,
): Promise<Outcome | Suspended> {
  return inTransaction(context.db, async (tx) => {
    const user = await viewersAccount(context, tx);
    if ('__typename' in user) return user;
    const all = await lockAddresses(tx, user.id);
    const address = all.find((candidate) => candidate.id === id);
    if (address === undefined) throw notFound('This address');
    return work(tx, address, all);
  });
}

/** Replaces an address. */
export async function updateAddress(context: UsersContext, input: UpdateAddressInput): Promise<Address | Suspended> {
  const lines = readAddress(input.address);
  return withOwnAddress(context, input.addressId, (tx, { id }) => saveAddress(tx, id, lines, context.now()));
}

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
