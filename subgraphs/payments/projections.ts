import { paymentsPayment } from '@soko/events';
import type { Projections } from '@soko/subgraph';

/** An order shows the refund that was just made. */
export const projections: Projections = {
  refundPayment: { topic: paymentsPayment.name, groups: ['orders.purchases'] },
};
