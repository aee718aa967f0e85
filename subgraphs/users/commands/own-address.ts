import { notFound } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import type { Address } from '../domain/address.ts';
import type { accountSuspended } from '../domain/refusals.ts';
import { lockAddresses } from '../store/addresses.ts';
import { type Db, inTransaction } from '../store/database.ts';
import { viewersAccount } from './viewers-account.ts';

export type Suspended = ReturnType<typeof accountSuspended>;

/** Does something to one of the viewer's own addresses, with all of them at hand. Throws NOT_FOUND for anybody else's. */
export async function withOwnAddress<Outcome>(
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
