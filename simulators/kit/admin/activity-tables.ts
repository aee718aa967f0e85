import type { LoggedRequest, RequestLog } from '../request-log.ts';
import type { LoggedAttempt } from '../webhooks/delivery.ts';
import type { Table, Tone } from './panel.ts';

const rowsShown = 20;

const time = (iso: string): string => iso.slice(11, 23);

const toneOf = (status: LoggedRequest['status']): Tone => {
  if (status === 'disconnected' || status >= 500) return 'bad';
  return status >= 400 ? 'waiting' : 'good';
};

const remarks = ({ replayed, fault }: LoggedRequest): string =>
  [replayed && 'replayed', fault && 'fault'].filter(Boolean).join(', ');

export const requestTable = (requests: RequestLog): Table => ({
  id: 'requests',
  title: 'Calls',
  columns: ['at', 'call', 'answer', 'took', 'idempotency key', ''],
  rows: requests
    .list()
    .slice(0, rowsShown)
    .map((request) => ({
      cells: [
        { text: time(request.at), code: true },
        { text: request.call, code: true },
        { text: String(request.status), tone: toneOf(request.status) },
        `${request.tookMs} ms`,
        { text: request.idempotencyKey ?? '', code: true },
        remarks(request),
      ],
    })),
  total: requests.count(),
  empty: 'No calls yet.',
});

const attemptTone: Record<LoggedAttempt['outcome'], Tone> = {
  accepted: 'good',
  repeated: 'quiet',
  refused: 'bad',
  unreachable: 'bad',
  dropped: 'waiting',
};

export const attemptTable = (attempts: readonly LoggedAttempt[]): Table => ({
  id: 'attempts',
  title: 'Webhook attempts',
  columns: ['at', 'type', 'event', 'attempt', 'outcome', 'answer'],
  rows: attempts.slice(0, rowsShown).map((attempt) => ({
    cells: [
      { text: time(attempt.at), code: true },
      attempt.type,
      { text: attempt.eventId, code: true },
      String(attempt.attempt),
      { text: attempt.outcome, tone: attemptTone[attempt.outcome] },
      attempt.status === null ? '' : String(attempt.status),
    ],
  })),
  total: attempts.length,
  empty: 'No webhook has been sent yet.',
});
