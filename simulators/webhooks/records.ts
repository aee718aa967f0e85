import { type ClockRecord, type Draft, forgetOldest, type Records } from '@soko/simulator-kit';

/** A webhook as it arrived. */
export interface CaughtRecord {
  id: string;
  /** RFC 3339. */
  at: string;
  /** Last part of the path: `/hooks/<receiver>`. */
  receiver: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** Number of earlier webhooks to the receiver with this `webhook-id`. */
  repeats: number;
}

/** A receiver whose secrets are known. */
export interface ReceiverRecord {
  /** Its name. */
  id: string;
  /** Secrets that it accepts, the newest first. */
  secrets: readonly string[];
}

export type WebhookKinds = { caught: CaughtRecord; receivers: ReceiverRecord; clock: ClockRecord };

export type WebhookRecords = Records<WebhookKinds>;

/** Webhooks that are kept. */
const most = 5_000;

/** Receivers whose secrets are kept. */
const mostReceivers = 1_000;

/** Saves changes, and forgets the oldest beyond the limits. */
export function change(records: WebhookRecords, work: (draft: Draft<WebhookKinds>) => void): void {
  const draft = records.draft();
  work(draft);
  forgetOldest(records, draft, 'caught', { most });
  forgetOldest(records, draft, 'receivers', { most: mostReceivers });
  draft.commit();
}
