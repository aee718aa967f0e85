import type { Controls, WebhookSender } from '@soko/simulator-kit';
import type { Logger } from '@soko/log';
import type { AlarmRecord, StripeKinds, StripeRecords } from './records/kinds.ts';

/** The state that calls, timers and the admin page share. */
export interface Simulator {
  controls: Controls;
  records: StripeRecords;
  sender: WebhookSender;
  log: Logger;
  /** Schedules a saved alarm for the time at which it is due. */
  arm(alarm: AlarmRecord): void;
  /** The simulator's address, for links to its pages. Set once it listens. */
  url: string;
}

/** Reads records for a response: committed ones, or those of running work. */
export interface View {
  get<Kind extends keyof StripeKinds>(kind: Kind, id: string): StripeKinds[Kind] | undefined;
  url: string;
}

export const viewOf = ({ records, url }: Pick<Simulator, 'records' | 'url'>): View => ({ get: records.get, url });
