import { rowsLoader } from '@soko/subgraph';
import type DataLoader from 'dataloader';
import type { WebhookAttempt } from './domain/webhooks/delivery.ts';
import type { NotificationsServices } from './services.ts';
import { findAttempts } from './store/webhooks/deliveries.ts';

/** Attempts of a delivery that are shown. */
const maxAttempts = 50;

/** Lookups that one request collects. They do not check rights: the place where a delivery was found did. */
export interface Loaders {
  /** By delivery. */
  attemptsOf: DataLoader<string, WebhookAttempt[]>;
}

export const createLoaders = ({ pool }: Pick<NotificationsServices, 'pool'>): Loaders => ({
  attemptsOf: rowsLoader(
    (ids) => findAttempts(pool, ids, maxAttempts),
    ({ deliveryId }) => deliveryId,
  ),
});
