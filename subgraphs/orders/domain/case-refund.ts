/**
 * Status of the refund of a return or a dispute. `FAILED`: the provider could not make it, and support makes it again or ends it.
 * `ENDED`: support ended it with a reason.
 */
export type CaseRefundStatus = 'NONE' | 'PENDING' | 'REFUNDED' | 'FAILED' | 'ENDED';

/** One attempt to refund a return or a dispute. */
export interface RefundAttempt {
  /** The return, `ret_…`, or the dispute, `dsp_…`. */
  caseId: string;
  /** From 1. Support begins the next one after the last has failed. */
  attempt: number;
}

/** The key of an attempt: payments refunds it once. */
export const refundKey = ({ caseId, attempt }: RefundAttempt): string =>
  attempt === 1 ? `case:${caseId}` : `case:${caseId}:${attempt}`;

/** The attempt of a key. Null for other keys. */
export function readRefundKey(key: string | null): RefundAttempt | null {
  const [, caseId, attempt] = /^case:([a-z]+_[^:]+)(?::(\d+))?$/.exec(key ?? '') ?? [];
  return caseId === undefined ? null : { caseId, attempt: Number(attempt ?? 1) };
}
