import type { OrdersServices } from '../services.ts';

/** What the consumers of this subgraph work with. */
export type ConsumerDeps = OrdersServices;
