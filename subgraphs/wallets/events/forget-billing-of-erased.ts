import { usersUser } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { WalletsServices } from '../services.ts';
import { eraseBillingOf } from '../store/sellers/billing.ts';

/** Forgets the billing details of an erased user. Invoices stay as they are, and so do details that the last one needs. */
export const forgetBillingOfErased = ({ pool, now }: Pick<WalletsServices, 'pool' | 'now'>): Consumer =>
  consumer({
    group: 'wallets.billing-of-erased',
    on: usersUser,
    types: ['erased'],
    handle: ({ subject }) => eraseBillingOf(pool, subject, now()),
  });
