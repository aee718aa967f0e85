import { usersUser } from '@soko/events';
import { type Consumer, consumer, onceOnlyWithPrisma } from '@soko/outbox';
import type { WalletsServices } from '../services.ts';
import { deleteWalletsOf } from '../store/wallets.ts';
import { group } from './group.ts';

/** Deletes the wallets of an erased user. */
export const onUserErased = ({ db }: WalletsServices): Consumer =>
  consumer({
    group,
    on: usersUser,
    types: ['erased'],
    handle: (event) => onceOnlyWithPrisma(db, group, event, (tx) => deleteWalletsOf(tx, event.subject)),
  });
