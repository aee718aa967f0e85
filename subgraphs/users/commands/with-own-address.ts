import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import type { Address } from '../domain/address.ts';
import type { accountSuspended } from '../domain/refusals.ts';
import { lockAddresses } from '../store/addresses.ts';
import type { Db } from '../store/database.ts';
import { loadOwnAccount } from './load-own-account.ts';
import { tellCountry } from './tell-country.ts';

export type Suspended = ReturnType<typeof accountSuspended>;

/** Runs `work` on one address of the viewer while all their addresses are locked. Throws NOT_FOUND for other addresses. */
export const withOwnAddress = <Outcome>(
  context: UsersContext,
  id: string,
  work: (tx: Db, address: Address, all: Address[]) => Promise<Outcome>,
): Promise<Outcome | Suspended> =>
  prismaTransaction(context.db, async (tx) => {
    // Before the account is read, so that an erasure is either seen or waits.
    const all = await lockAddresses(tx, requireUser(context.viewer).id);
    const user = await loadOwnAccount(context, tx);
    if (isRefusal(user)) return user;
    const address = all.find((candidate) => candidate.id === id);
    if (address === undefined) throw notFound('The address');
    const outcome = await work(tx, address, all);
    await tellCountry(context, tx, user.id, all);
    return outcome;
  });
