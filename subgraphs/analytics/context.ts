import type { RequestIdentity } from '@soko/auth';
import type { RecordStore } from './store/record-store.ts';

/** What one request may touch. */
export interface AnalyticsContext {
  identity: RequestIdentity;
  records: RecordStore;
}
