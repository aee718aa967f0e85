import { usersUser } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type { ChainServices } from '../services.ts';
import { forgetClaimants } from '../store/claims.ts';
import { forgetPersonOfMints } from '../store/mints.ts';
import { deleteWallets } from '../store/wallets.ts';
import { group } from './group.ts';

/**
 * Deletes the wallets of a person, with the key of the custodial one, and forgets which mints they asked for and got. A repeat
 * changes nothing.
 */
export const onUserErased = ({ pool }: Pick<ChainServices, 'pool'>): Consumer =>
  consumer({
    group,
    on: usersUser,
    types: ['erased'],
    handle: ({ subject }) =>
      inTransaction(pool, async (tx) => {
        await deleteWallets(tx, subject);
        await forgetPersonOfMints(tx, subject);
        await forgetClaimants(tx, subject);
      }),
  });
