import type { Consumer } from '@soko/outbox';
import { storeMemberConsumer } from '@soko/store-members';
import type { OrdersServices } from '../services.ts';

/** Saves the team of each store, which answers price offers for the store's products. */
export const onStoreMemberChanged = ({ pool }: OrdersServices): Consumer =>
  storeMemberConsumer({ group: 'orders.offers', pool });
