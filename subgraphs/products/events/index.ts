import type { Consumer } from '@soko/outbox';
import type { ConsumerDeps } from './consumer-deps.ts';
import { onDisputeChanged } from './on-dispute-changed.ts';
import { onOrderCharged } from './on-order-charged.ts';
import { onOrderConfirmed } from './on-order-confirmed.ts';
import { onOrderEnded } from './on-order-ended.ts';
import { onOrderFulfilled } from './on-order-fulfilled.ts';
import { onSellerChanged } from './on-seller-changed.ts';
import { onStockLevelChanged } from './on-stock-level-changed.ts';
import { onStoreMemberChanged } from './on-store-member-changed.ts';
import { onTokenSupplyChanged } from './on-token-supply-changed.ts';
import { onUserErased } from './on-user-erased.ts';
import { onVacationChanged } from './on-vacation-changed.ts';

const listeners = [
  onDisputeChanged,
  onOrderCharged,
  onOrderConfirmed,
  onOrderEnded,
  onOrderFulfilled,
  onSellerChanged,
  onStockLevelChanged,
  onStoreMemberChanged,
  onTokenSupplyChanged,
  onUserErased,
  onVacationChanged,
];

/** The consumers of this subgraph. */
export const consumers = (deps: ConsumerDeps): Consumer[] => listeners.map((listen) => listen(deps));
