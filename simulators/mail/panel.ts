import type { Panel, Table, Tone } from '@soko/simulator-kit';
import type { MailRecord, MailRecords } from './records.ts';

const rowsShown = 20;

const tones: Record<MailRecord['state'], Tone> = { delivered: 'good', bounced: 'bad', reported: 'bad' };

const shortTime = (at: string): string => at.slice(5, 16).replace('T', ' ');

function firstOf<Item>(items: Iterable<Item>): Item[] {
  const first: Item[] = [];
  for (const item of items) if (first.push(item) === rowsShown) break;
  return first;
}

const mailTable = (records: MailRecords): Table => ({
  id: 'mails',
  title: 'Mails',
  columns: ['received', 'to', 'subject', 'status'],
  rows: firstOf(records.newestFirst('mails')).map((mail) => ({
    cells: [
      { text: shortTime(mail.at), code: true },
      mail.to,
      mail.subject,
      { text: mail.state, tone: tones[mail.state], ...(mail.repeats > 0 ? { note: `${mail.repeats} repeats` } : {}) },
    ],
    actions:
      mail.state === 'delivered'
        ? [
            { label: 'Bounce', path: `mails/${mail.id}/bounce`, tone: 'bad' },
            { label: 'Report as spam', path: `mails/${mail.id}/report`, tone: 'bad' },
          ]
        : [],
  })),
  total: records.count('mails'),
  empty: 'No mail has arrived yet.',
});

const textTable = (records: MailRecords): Table => ({
  id: 'texts',
  title: 'Text messages',
  columns: ['received', 'to', 'text', 'by'],
  rows: firstOf(records.newestFirst('texts')).map(({ at, to, body, service }) => ({
    cells: [{ text: shortTime(at), code: true }, to, body, service],
  })),
  total: records.count('texts'),
  empty: 'No text message has arrived yet.',
});

/** The admin page of mail and SMS. */
export const mailPanel = (records: MailRecords): Panel => ({
  title: 'Simulated mail and SMS',
  about: 'A mail server, Twilio and Africa’s Talking on this machine. The mailboxes are at the root of this address.',
  figures: () => [
    { label: 'mails', value: String(records.count('mails')) },
    { label: 'text messages', value: String(records.count('texts')) },
  ],
  tables: () => [mailTable(records), textTable(records)],
});
