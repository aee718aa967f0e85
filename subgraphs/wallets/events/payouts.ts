import { usersUser } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { WalletsServices } from '../services.ts';
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
