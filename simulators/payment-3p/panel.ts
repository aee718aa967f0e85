import type { Cell, Panel, Records, Table, Tone } from '@soko/simulator-kit';
import type { HoldRecord, Payment3pKinds } from './holds.ts';

const rowsShown = 20;

const tones: Record<HoldRecord['status'], Tone> = { authorised: 'waiting', processed: 'good', cancelled: 'quiet' };

const cellsOf = (hold: HoldRecord): readonly Cell[] => [
  { text: hold.createdAt.slice(5, 16).replace('T', ' '), code: true },
  { text: hold.id, code: true },
  String(hold.amount),
  { text: hold.status, tone: tones[hold.status] },
  hold.card,
];

function holdTable(records: Records<Payment3pKinds>): Table {
  const rows: Table['rows'][number][] = [];
  for (const hold of records.newestFirst('holds')) {
    const path = `holds/${hold.id}/cancel`;
    const actions = hold.status === 'authorised' ? [{ label: 'Cancel', path, tone: 'bad' as const }] : [];
    if (rows.push({ cells: cellsOf(hold), actions }) === rowsShown) break;
  }
  return {
    id: 'holds',
    title: 'Authorisations',
    columns: ['created', 'payment token', 'amount', 'status', 'card'],
    rows,
    total: records.count('holds'),
    empty: 'Nothing has been authorised yet.',
  };
}

/** The admin page of the third-party payment system. */
export const payment3pPanel = (records: Records<Payment3pKinds>): Panel => ({
  title: 'Simulated payment-3p',
  about: 'Simulates a third-party payment system that authorises an amount first and captures it later.',
  figures: () => [{ label: 'authorisations', value: String(records.count('holds')) }],
  tables: () => [holdTable(records)],
});
