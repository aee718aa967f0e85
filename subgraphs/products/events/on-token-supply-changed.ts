import { chainToken } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { followStock } from '../commands/follow-stock.ts';
import { findTokenVariants } from '../store/note-stock.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/**
 * What is left of a token is the stock of all variants of the product that sells it. Sequence numbers prevent saving a level twice or
 * late, so no inbox is needed.
 */
export const onTokenSupplyChanged = (deps: ConsumerDeps): Consumer =>
  consumer({
    group,
    on: chainToken,
    types: ['supply_changed'],
    async handle(event) {
      const { productId, left: available } = event.data;
      const variantIds = await findTokenVariants(deps.pool, productId);
      await followStock(
        deps,
        variantIds.map((variantId) => ({ variantId, available, sequence: event.sequence, event })),
      );
    },
  });
