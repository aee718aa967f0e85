import type { RouteGroup } from '../route.ts';
import { chain, giving } from './chain.ts';
import { contacts } from './contacts.ts';
import { fulfilment, orders } from './orders.ts';
import { products } from './products.ts';
import { reports } from './reports.ts';
import { stock } from './stock.ts';
import { wallets } from './wallets.ts';
import { webhooks } from './webhooks.ts';

/** Every route of Soko, by the kind of thing, in the order of the documentation. */
export const routeTable: readonly RouteGroup[] = [
  products,
  stock,
  orders,
  fulfilment,
  contacts,
  chain,
  giving,
  reports,
  webhooks,
  wallets,
];
