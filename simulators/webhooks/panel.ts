import type { Panel, Table, Tone } from '@soko/simulator-kit';
import { listCaught, type SeenWebhook } from './admin.ts';
import type { WebhookRecords } from './records.ts';

const rowsShown = 30;

/** The receiver of the examples in the playground. */
const firstReceiver = 'demo';

const tones: Record<SeenWebhook['signature'], Tone> = { verified: 'good', wrong: 'bad', 'no secret': 'waiting' };

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Facts of a body, as far as it is an event. */
function eventIn(body: string): { type: string; subject: string } {
  try {
    const { type, subject } = JSON.parse(body) as { type?: unknown; subject?: unknown };
    return { type: textOf(type), subject: textOf(subject) };
  } catch {
    return { type: '', subject: '' };
  }
}

/** The names of the receivers, in the order of their last webhooks. */
function receiversIn(records: WebhookRecords): string[] {
  const names = new Set<string>();
  for (const { receiver } of records.newestFirst('caught')) {
    names.add(receiver);
    if (names.size === rowsShown) break;
  }
  return [...names.add(firstReceiver)];
}

const receiverTable = (records: WebhookRecords, url: () => string): Table => ({
  id: 'receivers',
  title: 'Receivers',
  columns: ['secret', 'address'],
  rows: receiversIn(records).map((name) => ({
    cells: [
      records.get('receivers', name)
        ? { text: 'known', tone: 'good' as const }
        : { text: 'unknown', tone: 'quiet' as const },
      { text: `${url()}/hooks/${name}`, code: true },
    ],
    actions: [
      {
        label: 'Set the secret',
        method: 'PUT' as const,
        path: `receivers/${name}`,
        fields: [{ name: 'secret', label: 'secret', type: 'text' as const, value: '' }],
      },
    ],
  })),
  total: receiversIn(records).length,
  empty: 'There are none.',
});

const caughtTable = (records: WebhookRecords): Table => ({
  id: 'caught',
  title: 'Webhooks',
  // What matters first: a phone shows three of them.
  columns: ['received', 'signature', 'event', 'receiver', 'body'],
  rows: listCaught(records, null, rowsShown).map((caught) => {
    const { type, subject } = eventIn(caught.body);
    return {
      cells: [
        { text: caught.at.slice(5, 19).replace('T', ' '), code: true },
        {
          text: caught.signature,
          tone: tones[caught.signature],
          ...(caught.repeats > 0 ? { note: `sent ${caught.repeats + 1} times` } : {}),
        },
        { text: type, note: subject },
        caught.receiver,
        { text: caught.body, code: true },
      ],
    };
  }),
  total: records.count('caught'),
  empty: 'No webhook has arrived yet.',
});

/** The page of caught webhooks. */
export const webhooksPanel = (records: WebhookRecords, url: () => string): Panel => ({
  title: 'Caught webhooks',
  about: 'A receiver of webhooks on this machine. Set the secret of a receiver to have signatures checked.',
  figures: () => [{ label: 'webhooks', value: String(records.count('caught')) }],
  tables: () => [caughtTable(records), receiverTable(records, url)],
});
