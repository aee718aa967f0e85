import { usersUser } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type { ChainServices } from '../services.ts';
import { forgetReceiver } from '../store/airdrops.ts';
import { forgetClaimants } from '../store/claims.ts';
import { forgetPersonOfMints } from '../store/mints.ts';
import { markErased } from '../store/people.ts';
import { forgetRewardClaimants } from '../store/rewards.ts';
import { forgetSenders } from '../store/transfers.ts';
import { deleteChallenges } from '../store/wallet-challenges.ts';
import { deleteWallets } from '../store/wallets.ts';
import { group } from './group.ts';

/**
 * Deletes the wallets of a person, with the key of the custodial one, and forgets which mints they asked for and got. Their id
 * is kept, so that what arrives later makes no wallet for them. A repeat changes nothing.
 */
export const onUserErased = ({ pool, now }: Pick<ChainServices, 'pool' | 'now'>): Consumer =>
  consumer({
    group,
    on: usersUser,
    types: ['erased'],
    handle: ({ subject }) =>
      inTransaction(pool, async (tx) => {
        await markErased(tx, subject, now());
        await deleteWallets(tx, subject);
        await deleteChallenges(tx, subject);
        await forgetPersonOfMints(tx, subject);
        await forgetSenders(tx, subject);
        await forgetClaimants(tx, subject);
        await forgetRewardClaimants(tx, subject);
        await forgetReceiver(tx, subject);
      }),
  });
