import { usersUser } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { WalletsServices } from '../services.ts';
import { forgetPhones } from '../store/cash/forget-phones.ts';

/** Forgets the phones of an erased user. Rows of money stay. */
export const forgetPhonesOfErased = ({ db }: Pick<WalletsServices, 'db'>): Consumer =>
  consumer({
    group: 'wallets.user-erased',
    on: usersUser,
    types: ['erased'],
    handle: (event) => forgetPhones(db, event.subject),
  });
