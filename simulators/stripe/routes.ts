import { accountRoutes } from './accounts/routes.ts';
import { balanceRoutes } from './balance/routes.ts';
import { chargeRoutes } from './charges/routes.ts';
import { customerRoutes } from './customers/routes.ts';
import { disputeRoutes } from './disputes/routes.ts';
import { eventRoutes } from './events/routes.ts';
import { fileRoutes } from './files/routes.ts';
import { invoiceRoutes } from './invoices/routes.ts';
import { paymentIntentRoutes } from './payment-intents/routes.ts';
import { paymentMethodRoutes } from './payment-methods/routes.ts';
import { payoutRoutes } from './payouts/routes.ts';
import { priceRoutes } from './prices/routes.ts';
import { productRoutes } from './products/routes.ts';
import { refundRoutes } from './refunds/routes.ts';
import { subscriptionRoutes } from './subscriptions/routes.ts';
import { transferRoutes } from './transfers/routes.ts';
import { webhookEndpointRoutes } from './webhook-endpoints/routes.ts';
import type { Route } from './wire/route.ts';

/** All supported endpoints. */
export const routes: readonly Route[] = [
  ...paymentIntentRoutes,
  ...chargeRoutes,
  ...refundRoutes,
  ...customerRoutes,
  ...paymentMethodRoutes,
  ...accountRoutes,
  ...transferRoutes,
  ...payoutRoutes,
  ...balanceRoutes,
  ...disputeRoutes,
  ...fileRoutes,
  ...productRoutes,
  ...priceRoutes,
  ...subscriptionRoutes,
  ...invoiceRoutes,
  ...eventRoutes,
  ...webhookEndpointRoutes,
];
