import type { Consumer } from '@soko/outbox';
import type { OrdersServices } from '../services.ts';
import { onDeliveryChanged } from './on-delivery-changed.ts';
import { onDisputePaid } from './on-dispute-paid.ts';
import { onPackagingChanged } from './on-packaging-changed.ts';
import { onPaymentChanged } from './on-payment-changed.ts';
import { onPersonBlocked } from './on-person-blocked.ts';
import { onReturnRefunded } from './on-return-refunded.ts';
import { onSaleEnded } from './on-sale-ended.ts';
import { onSellerChanged } from './on-seller-changed.ts';
import { onStockExpired } from './on-stock-expired.ts';
import { onStoreMemberChanged } from './on-store-member-changed.ts';
import { onUserErased } from './on-user-erased.ts';

const listeners = [
  onDeliveryChanged,
  onDisputePaid,
  onPackagingChanged,
  onPaymentChanged,
  onPersonBlocked,
  onReturnRefunded,
  onSaleEnded,
  onSellerChanged,
  onStockExpired,
  onStoreMemberChanged,
  onUserErased,
];

/** The consumers of this subgraph. */
export const consumers = (services: OrdersServices): Consumer[] => listeners.map((listen) => listen(services));
