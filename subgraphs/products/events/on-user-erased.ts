import { usersUser } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { deleteWishesOf } from '../store/wishes.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/** Deletes the wishlist of an erased person. A repeat changes nothing. */
export const onUserErased = ({ pool }: ConsumerDeps): Consumer =>
  consumer({ group, on: usersUser, types: ['erased'], handle: (event) => deleteWishesOf(pool, event.subject) });
