import { usersUser } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { WalletsServices } from '../services.ts';
import { forgetWalletsOf } from '../store/wallets/wallet-changes.ts';

/** Removes the names of pots and the reasons of staff when a user is erased. Wallets and the journal stay. */
export const forgetWalletsOfErased = ({ pool }: WalletsServices): Consumer =>
  consumer({
    group: 'wallets.names',
    on: usersUser,
    types: ['erased'],
    handle: ({ subject }) => forgetWalletsOf(pool, subject),
  });
