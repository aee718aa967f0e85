import type { Controls, WebhookSender } from '@soko/simulator-kit';
import type { Logger } from '@soko/log';
import type { AlarmRecord, StripeKinds, StripeRecords } from './records/kinds.ts';

/** Everything a call, a timer or a person at the admin page works on. */
export interface Simulator {
  controls: Controls;
  records: StripeRecords;
  sender: WebhookSender;
  log: Logger;
  /** Lets an alarm that is on record ring when it is due. */
  arm(alarm: AlarmRecord): void;
  /** Where it listens, for the pages it links to. Known once it does. */
  url: string;
}

/** Reads records for an answer: committed ones, or those of a piece of work under way. */
export interface View {
  get<Kind extends keyof StripeKinds>(kind: Kind, id: string): StripeKinds[Kind] | undefined;
  url: string;
}

export const viewOf = ({ records, url }: Pick<Simulator, 'records' | 'url'>): View => ({ get: records.get, url });
