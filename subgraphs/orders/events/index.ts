import type { Consumer } from '@soko/outbox';
import type { ConsumerDeps } from './consumer-deps.ts';
import { onDeliveryChanged } from './on-delivery-changed.ts';
import { onPackagingChanged } from './on-packaging-changed.ts';
import { onPaymentChanged } from './on-payment-changed.ts';
import { onSellerChanged } from './on-seller-changed.ts';
import { onStockExpired } from './on-stock-expired.ts';
import { onUserErased } from './on-user-erased.ts';

const listeners = [
  onDeliveryChanged,
  onPackagingChanged,
  onPaymentChanged,
  onSellerChanged,
  onStockExpired,
  onUserErased,
];

/** Everything this subgraph listens to. */
export const consumers = (deps: ConsumerDeps): Consumer[] => listeners.map((listen) => listen(deps));
