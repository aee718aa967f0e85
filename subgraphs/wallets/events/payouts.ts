import { paymentsPayoutAccount, usersUser } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { WalletsServices } from '../services.ts';
import { unblock } from '../store/payouts/blocks.ts';
import { forgetBankFilesOf } from '../store/payouts/bank-files.ts';
import { forgetPayoutMethods } from '../store/payouts/payouts.ts';

/** Forgets where an erased user was paid. Rows of money stay, and so does a file that the bank has not executed. */
export const forgetPayoutsOfErased = ({ db }: Pick<WalletsServices, 'db'>): Consumer =>
  consumer({
    group: 'wallets.payouts-of-erased',
    on: usersUser,
    types: ['erased'],
    async handle({ subject }) {
      await forgetPayoutMethods(db, subject);
      await forgetBankFilesOf(db, subject);
    },
  });

/** Codes with which Stripe refuses to pay to an account that has not given everything. */
const notReady = ['insufficient_capabilities_for_transfer', 'payouts_not_allowed'];

/** An account at Stripe that is ready now is tried again. */
export const onPayoutAccountEnabled = ({ pool }: Pick<WalletsServices, 'pool'>): Consumer =>
  consumer({
    group: 'wallets.payout-accounts',
    on: paymentsPayoutAccount,
    types: ['enabled'],
    handle: ({ subject }) => unblock(pool, subject, notReady),
  });
