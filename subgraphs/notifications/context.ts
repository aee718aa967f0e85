import type { RequestIdentity } from '@soko/auth';
import type { NotificationsServices } from './services.ts';

/** What one request may use. */
export interface NotificationsContext extends NotificationsServices {
  identity: RequestIdentity;
}
