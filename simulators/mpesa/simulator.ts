import type { Logger } from '@soko/log';
import type { Controls, WebhookSender } from '@soko/simulator-kit';
import type { MpesaDraft, MpesaRecords, PayoutRecord, PushRecord, SettingsRecord } from './records/kinds.ts';

export interface Account {
  consumerKey: string;
  consumerSecret: string;
  shortCode: string;
  passkey: string;
  initiator: string;
  initiatorPassword: string;
}

/** The state that calls, timers and the admin page share. */
export interface Simulator {
  controls: Controls;
  records: MpesaRecords;
  sender: WebhookSender;
  log: Logger;
  account: Account;
  settings(): SettingsRecord;
  nowMs(): number;
  /** Saves all changes of `work`, or none. */
  change<T>(work: (draft: MpesaDraft) => T): T;
  /** Decides a prompt or a payout when its time has come. */
  armPush(push: PushRecord): void;
  armPayout(payout: PayoutRecord): void;
}
