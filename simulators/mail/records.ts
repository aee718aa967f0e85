import { type ClockRecord, type Draft, forgetOldest, type Records } from '@soko/simulator-kit';

/** A mail in the mailbox of one person. */
export interface MailRecord {
  id: string;
  /** RFC 3339. */
  at: string;
  /** The `Message-ID`, without brackets. Empty without one. */
  messageId: string;
  from: string;
  to: string;
  subject: string;
  text: string;
  /** Null for a mail of text alone. */
  html: string | null;
  headers: readonly { name: string; value: string }[];
  sizeBytes: number;
  /** Copies that arrived later and were dropped. */
  repeats: number;
  state: 'delivered' | 'bounced' | 'reported';
}

/** A text message on one phone. */
export interface TextRecord {
  id: string;
  at: string;
  service: 'twilio' | 'africas-talking';
  from: string;
  to: string;
  body: string;
}

/** The key pair that signs webhooks, so that a restart does not change it. */
interface KeyRecord {
  id: 'webhooks';
  /** PKCS #8, PEM. */
  privateKey: string;
}

export type MailKinds = { mails: MailRecord; texts: TextRecord; keys: KeyRecord; clock: ClockRecord };

export type MailRecords = Records<MailKinds>;

/** Messages of each kind that are kept. */
const most = 20_000;

/** Saves changes, and forgets the oldest messages beyond the limit. */
export function change(records: MailRecords, work: (draft: Draft<MailKinds>) => void): void {
  const draft = records.draft();
  work(draft);
  forgetOldest(records, draft, 'mails', { most });
  forgetOldest(records, draft, 'texts', { most });
  draft.commit();
}
