import type { Consumer } from '@soko/outbox';
import type { ConsumerDeps } from './consumer-deps.ts';
import { onOrderCancelled } from './on-order-cancelled.ts';
import { onProductChanged } from './on-product-changed.ts';
import { onSellerChanged } from './on-seller-changed.ts';
import { onStoreMemberChanged } from './on-store-member-changed.ts';
import { onUserErased } from './on-user-erased.ts';

const listeners = [onOrderCancelled, onProductChanged, onSellerChanged, onStoreMemberChanged, onUserErased];

/** Everything this subgraph listens to. */
export const consumers = (deps: ConsumerDeps): Consumer[] => listeners.map((listen) => listen(deps));
