import { usersUser } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { ChainServices } from '../services.ts';
import { forgetRequester } from '../store/mints.ts';
import { group } from './group.ts';

/** Forgets who asked for mints. A repeat changes nothing. */
export const onUserErased = ({ pool }: Pick<ChainServices, 'pool'>): Consumer =>
  consumer({
    group,
    on: usersUser,
    types: ['erased'],
    handle: ({ subject }) => forgetRequester(pool, subject),
  });
