import type { RequestIdentity } from '@soko/auth';
import { loader } from '@soko/subgraph';
import { createLoaders, type Loaders } from './loaders.ts';
import type { NotificationsServices } from './services.ts';
import { findStatistics, noMails, type Statistics } from './store/campaigns/recipients.ts';

/** What one request may use. */
export interface NotificationsContext extends NotificationsServices {
  identity: RequestIdentity;
  campaignStatistics: { load(campaignId: string): Promise<Statistics> };
  loaders: Loaders;
}

/** The context of a request, with loaders of its own. */
export const contextOf = (services: NotificationsServices, identity: RequestIdentity): NotificationsContext => ({
  ...services,
  identity,
  loaders: createLoaders(services),
  campaignStatistics: loader((ids) => findStatistics(services.pool, ids), noMails),
});
