import type { RequestIdentity } from '@soko/auth';
import type { AnalyticsServices } from './services.ts';

/** What one request may use. */
export interface AnalyticsContext extends AnalyticsServices {
  identity: RequestIdentity;
}
