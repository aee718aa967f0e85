import type { CollectionReport } from './collection.ts';

/** The callback of a prompt, and what Daraja answers when it is asked about the same prompt. */
export interface Heard {
  told: CollectionReport;
  /** Null when Daraja did not answer. */
  asked: CollectionReport | null;
  /**
   * `same`: the callback has the id that Daraja gave to our request. `awaited`: our request has none yet, because its
   * acknowledgement is under way. `lost`: it will never have one, because the acknowledgement got lost.
   */
  id: 'same' | 'awaited' | 'lost';
  /** Number of times that Daraja was asked. */
  tries: number;
}

/** `later`: ask again. `unmatched`: nothing confirms the callback, or Daraja contradicts it, so people must look. */
export type Heeded = { kind: 'report'; report: CollectionReport } | { kind: 'later' } | { kind: 'unmatched' };

/** Times that Daraja is asked, in about a day, before people look. */
const enoughTries = 36;

const isOver = (report: CollectionReport | null): report is CollectionReport =>
  report?.status === 'succeeded' || report?.status === 'failed';

/**
 * Decides what a callback means. Callbacks are not signed, so a callback never credits anything unless Daraja says the same when
 * it is asked. One that arrives before the acknowledgement of its request waits for it: only then is it known whose it is.
 */
export function heedCallback({ told, asked, id, tries }: Heard): Heeded {
  if (id === 'awaited') return { kind: 'later' };
  if (isOver(asked)) {
    if (asked.status === told.status) return { kind: 'report', report: told };
    return told.status === 'succeeded' ? { kind: 'unmatched' } : { kind: 'report', report: asked };
  }
  if (told.status === 'failed' && id === 'same') return { kind: 'report', report: told };
  return tries < enoughTries ? { kind: 'later' } : { kind: 'unmatched' };
}
