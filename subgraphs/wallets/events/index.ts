import type { Consumer } from '@soko/outbox';
import type { WalletsServices } from '../services.ts';
import { forgetBillingOfErased } from './forget-billing-of-erased.ts';
import { forgetPhonesOfErased } from './forget-phones-of-erased.ts';
import { forgetWalletsOfErased } from './forget-wallets-of-erased.ts';
import { forgetErasedUser } from './gaming/on-user-erased.ts';
import { onAdvertCharged } from './on-advert-charged.ts';
import { onCollectionChanged, onDisbursementChanged, onFundsResolved } from './on-funds-changed.ts';
import { onSubscriptionPaid } from './on-subscription-paid.ts';
import { onDisputeChanged, onReturnChanged } from './on-sale-case.ts';
import { forgetPayoutsOfErased, onPayoutAccountEnabled } from './payouts.ts';
import { onOrderPriced, onPaymentCharged, onSellerChanged } from './on-sale-changed.ts';

/** The consumers of this subgraph. */
export const consumers = (services: WalletsServices): Consumer[] => [
  forgetErasedUser(services),
  onAdvertCharged(services),
  onCollectionChanged(services),
  onDisbursementChanged(services),
  onFundsResolved(services),
  onSubscriptionPaid(services),
  forgetBillingOfErased(services),
  forgetPhonesOfErased(services),
  forgetWalletsOfErased(services),
  onOrderPriced(services),
  onPaymentCharged(services),
  onSellerChanged(services),
  forgetPayoutsOfErased(services),
  onPayoutAccountEnabled(services),
  onReturnChanged(services),
  onDisputeChanged(services),
];
