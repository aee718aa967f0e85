import type { Break, Planted, Row } from './broken-rules.ts';

const long = '2026-01-01T00:00:00Z';

const charge = (row: Row = {}): Planted => [
  'wallets',
  'seller_charge',
  {
    reference: 'payment:pay_1:capture',
    kind: 'FEE',
    seller_id: 'slr_1',
    currency: 'EUR',
    amount_minor: 5,
    at: long,
    ...row,
  },
];
const posted: Planted = [
  'wallets',
  'ledger_transaction',
  { id: 71, reference: 'payment:pay_1:capture', kind: 'sale', phase: 'posted' },
];
const account: Planted = [
  'wallets',
  'ledger_account',
  {
    id: 71,
    code: 'platform_fee',
    currency: 'EUR',
    owner_id: '',
    stripe: 0,
    is_debit_normal: false,
    may_be_negative: true,
  },
];
const posting: Planted = [
  'wallets',
  'ledger_posting',
  { account_id: 71, sequence: 1, transaction_id: 71, side: 'C', amount_minor: 6, balance_minor: 6, at: long },
];
const invoice = (row: Row = {}): Planted => [
  'wallets',
  'invoice',
  {
    id: 'inv_1',
    number: 'INV-2026-000001',
    series: 'INV',
    year: 2026,
    position: 1,
    kind: 'INVOICE',
    period_from: '2025-12-01T00:00:00Z',
    period_until: long,
    net_minor: 5,
    vat_minor: 0,
    total_minor: 5,
    issued_at: long,
    ...row,
  },
];
const line: Planted = [
  'wallets',
  'invoice_line',
  { invoice_id: 'inv_1', position: 1, kind: 'FEE', count: 1, total_minor: 5, vat_minor: 0 },
];
const ofSeller = { seller_id: 'slr_1', currency: 'EUR', net_minor: 5, vat_minor: 0, total_minor: 5 };
const note = { id: 'inv_2', number: 'CN-2026-000001', series: 'CN', kind: 'CREDIT_NOTE' };
const lineOf = { position: 1, kind: 'FEE', count: 1, total_minor: 5, vat_minor: 0 };
/** Older than what the rules about the ledger look at. */
const before = '1960-01-01T00:00:00Z';
const counter = (last: number): Planted => ['wallets', 'invoice_counter', { series: 'INV', year: 2026, last }];

/** Rows that break the rules of what sellers are charged, and of their invoices. */
export const brokenSellers: readonly Break[] = [
  ['wallets.charges-are-in-the-ledger', 'payment:pay_1:capture', [charge()]],
  ['wallets.charges-are-in-the-ledger', 'payment:pay_1:capture', [charge(), posted, account, posting]],
  ['wallets.invoices-are-their-charges', 'INV-2026-000001', [invoice(), counter(1)]],
  [
    'wallets.invoices-are-their-charges',
    'INV-2026-000001',
    [
      invoice({ net_minor: 4, vat_minor: 1 }),
      counter(1),
      line,
      charge({ invoice_id: 'inv_1', amount_minor: 5 }),
      posted,
    ],
  ],
  [
    'wallets.credit-notes-return-the-tax',
    'INV-2026-000001 FEE',
    [
      invoice(ofSeller),
      ['wallets', 'invoice_line', { ...lineOf, invoice_id: 'inv_1' }],
      charge({ invoice_id: 'inv_1', at: before }),
      charge({ invoice_id: 'inv_2', at: before, reference: 'refund:rfd_1', amount_minor: -5 }),
      invoice({ ...ofSeller, ...note, net_minor: 4, vat_minor: 1 }),
      ['wallets', 'invoice_line', { ...lineOf, invoice_id: 'inv_2', vat_minor: 1, corrects_id: 'inv_1' }],
      [
        'wallets',
        'ledger_transaction',
        { id: 72, reference: 'invoice:inv_2:vat', kind: 'invoice_vat', phase: 'posted' },
      ],
    ],
  ],
  ['wallets.invoice-numbers-have-no-gaps', 'INV-2026', [counter(2)]],
];
