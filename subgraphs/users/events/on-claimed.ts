import { chainClaim } from '@soko/events';
import { type Consumer, consumer, onceOnly } from '@soko/outbox';
import { noteClaim } from '../commands/contacts/note-claim.ts';
import type { UsersServices } from '../services.ts';
import { group } from './group.ts';

/** Makes people who claim items of tokens contacts of the stores that give them away. */
export const onClaimed = ({ pool }: Pick<UsersServices, 'pool'>): Consumer =>
  consumer({
    group,
    on: chainClaim,
    types: ['claimed'],
    handle: (event) => onceOnly(pool, group, event, (tx) => noteClaim(tx, event)),
  });
