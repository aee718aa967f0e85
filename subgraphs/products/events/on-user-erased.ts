import { usersUser } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { digestsOfUser } from '../store/adverts/viewer-digest.ts';
import { forgetViewer } from '../store/adverts/views.ts';
import { inTransaction } from '@soko/postgres';
import { deleteViews } from '../store/finding/product-views.ts';
import { deleteSavedSearchesOf } from '../store/finding/saved-searches.ts';
import { deletePersonalKeysOf } from '../store/personal-keys.ts';
import { eraseReviewer } from '../store/reviews/erase-reviewer.ts';
import { deleteWishesOf } from '../store/wishes.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/**
 * Deletes what belongs to an erased person: the wishlist, saved searches, the keys of their names in events, the products they
 * looked at, traces of adverts, and what they wrote. A repeat changes nothing.
 */
export const onUserErased = ({ pool, sealKeys }: ConsumerDeps): Consumer =>
  consumer({
    group,
    on: usersUser,
    types: ['erased'],
    handle: async ({ subject }) => {
      await deleteWishesOf(pool, subject);
      await deleteViews(pool, subject);
      await deleteSavedSearchesOf(pool, subject);
      // After the searches: what they find is published while they are locked, and nothing is published without them.
      await deletePersonalKeysOf(pool, subject);
      await forgetViewer(pool, digestsOfUser(sealKeys, subject));
      await inTransaction(pool, (tx) => eraseReviewer(tx, subject));
    },
  });
