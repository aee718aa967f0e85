import type { CollectionReport } from './collection.ts';

/** The callback of a prompt, and what Daraja answers when it is asked about the same prompt. */
export interface Heard {
  told: CollectionReport;
  /** Null when Daraja did not answer. */
  asked: CollectionReport | null;
  /** The callback has the id that Daraja gave to our own request. */
  isOurs: boolean;
  /** Number of times that Daraja was asked. */
  tries: number;
}

/** `later`: ask again. `unmatched`: the two contradict each other, so people must look. */
export type Heeded = { kind: 'report'; report: CollectionReport } | { kind: 'later' } | { kind: 'unmatched' };

/** Times that Daraja is asked before the id of our own request is proof enough. */
const enoughTries = 5;

const isOver = (report: CollectionReport | null): report is CollectionReport =>
  report?.status === 'succeeded' || report?.status === 'failed';

/**
 * Decides what a callback means. Callbacks are not signed, so a callback alone never credits: Daraja must confirm it, or, when
 * it does not decide, the callback must have the id that Daraja gave us for this prompt.
 */
export function heedCallback({ told, asked, isOurs, tries }: Heard): Heeded {
  if (isOver(asked)) {
    if (asked.status === told.status) return { kind: 'report', report: told };
    return told.status === 'succeeded' ? { kind: 'unmatched' } : { kind: 'report', report: asked };
  }
  if (told.status === 'failed' && isOurs) return { kind: 'report', report: told };
  if (tries < enoughTries) return { kind: 'later' };
  return isOurs ? { kind: 'report', report: told } : { kind: 'unmatched' };
}
