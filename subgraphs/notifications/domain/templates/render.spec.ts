import { describe, expect, it } from '@jest/globals';
import { render } from './render.ts';
import type { TemplateData, TemplateName } from './template-data.ts';

const kes = (amountMinor: bigint) => ({ amountMinor, currency: 'KES' });

const expiresAt = new Date('2026-03-01T12:10:00Z');

const goods = { firstName: 'Ada', number: 'SO-2026-000123-1', titles: 'Oak lamp', total: kes(150_000n) };

const returned = { returnNumber: 'SO-2026-000123-1-R1', titles: 'Oak lamp' };
const toBuyer = { firstName: 'Ada', number: 'SO-2026-000123-1', ...returned };
const toSeller = { firstName: 'Ada', ...returned };

const examples: { [Name in TemplateName]: TemplateData[Name] } = {
  'one-time-code': { purpose: 'SIGNUP', code: '042137', minutes: 10 },
  'one-time-code-sms': { purpose: 'PHONE', code: '042137', minutes: 10 },
  welcome: { firstName: 'Ada', campaigns: [{ title: 'Spring sale', endsAt: expiresAt }] },
  'sign-up-attempted': { firstName: 'Ada' },
  'password-changed': { firstName: 'Ada', by: 'RESET' },
  'email-changed': { firstName: 'Ada', email: 'ada@new.example' },
  'log-ins-refused': { firstName: 'Ada' },
  'new-device': { firstName: 'Ada', device: 'Firefox on Linux', at: expiresAt },
  'session-reused': { firstName: 'Ada' },
  'account-suspended': { firstName: 'Ada', reason: 'Spam.' },
  'account-reinstated': { firstName: 'Ada' },
  'data-export-ready': { downloadUrl: 'https://soko.example/export/abc', expiresAt },
  'goods-ready': { firstName: 'Ada', number: 'SO-2026-000123-1', titles: 'Kazi Grotesk' },
  'goods-ready-for-guest': { number: 'SO-2026-000123-1', titles: 'Kazi Grotesk' },
  'message-waiting': { firstName: 'Ada', unread: 2, about: 'Oak lamp' },
  'seller-applied': { firstName: 'Ada', displayName: 'Baskets & Co' },
  'seller-approved': { firstName: 'Ada', displayName: 'Baskets & Co', handle: 'baskets' },
  'seller-rejected': { firstName: 'Ada', displayName: 'Baskets & Co', reason: 'Not a shop.' },
  'seller-suspended': { firstName: 'Ada', displayName: 'Baskets & Co', reason: null },
  'seller-reinstated': { firstName: 'Ada', displayName: 'Baskets & Co' },
  'seller-closed': { firstName: 'Ada', displayName: 'Baskets & Co', reason: 'Asked for.' },
  'deposit-received': { firstName: 'Ada', credited: kes(95_000n), excise: kes(5_000n) },
  'deposit-in-review': { firstName: 'Ada', received: kes(90_000n), amount: kes(100_000n) },
  'withdrawal-paid': { firstName: 'Ada', paid: kes(160_000n), withholding: kes(40_000n) },
  'withdrawal-failed': { firstName: 'Ada', amount: kes(200_000n), reason: 'The number has no M-Pesa account.' },
  'invoice-issued': {
    firstName: 'Ada',
    number: 'INV-2026-000001',
    kind: 'INVOICE',
    total: kes(225n),
    day: new Date('2026-10-31T23:59:59.999Z'),
  },
  'withdrawal-under-review': { firstName: 'Ada', amount: kes(200_000n) },
  'bets-settled': {
    firstName: 'Ada',
    day: expiresAt,
    totals: [{ bets: 3, won: 1, corrected: 1, stake: kes(30_000n), paid: kes(-200n) }],
  },
  excluded: { firstName: 'Ada', kind: 'SELF_EXCLUSION', until: expiresAt, by: 'USER' },
  'limit-reached': { firstName: 'Ada', kind: 'STAKE', period: 'DAY', limit: kes(50_000n), until: expiresAt },
  'limit-changed': { firstName: 'Ada', kind: 'LOSS', period: 'WEEK', limit: kes(50_000n) },
  'deposit-returned': { firstName: 'Ada', returned: kes(50_000n), debt: kes(100n) },
  'return-requested': { ...toBuyer, until: expiresAt },
  'return-approved': { ...toBuyer, instructions: 'To the shop.', until: expiresAt, buyerPays: true },
  'return-declined': { ...toBuyer, reason: 'It was worn.' },
  'return-received': { ...toBuyer, refund: kes(150_000n) },
  'return-cancelled': { ...toBuyer, reason: 'I keep it.' },
  'sale-return-requested': { ...toSeller, until: expiresAt },
  'sale-return-approved': toSeller,
  'sale-return-shipped': { ...toSeller, trackingNumber: 'TRK-1' },
  'sale-return-refunded': { ...toSeller, refunded: kes(150_000n) },
  'sale-return-cancelled': { ...toSeller, reason: 'I keep it.' },
  'order-confirmed': goods,
  'order-packed': goods,
  'order-reduced': { ...goods, oldTotal: kes(200_000n) },
  'order-failed': { firstName: 'Ada', number: goods.number, reason: 'Damaged.' },
  'order-shipped': goods,
  'order-delivery-failed': { firstName: 'Ada', number: goods.number, reason: 'Nobody was at home.' },
  'order-delivered': goods,
  'order-cancelled': { ...goods, reason: 'Changed my mind.' },
  'order-refunded': { firstName: 'Ada', number: goods.number, amount: kes(150_000n) },
  'payment-needs-action': { firstName: 'Ada' },
  'payment-failed': { firstName: 'Ada', number: goods.number, reason: 'Insufficient funds.' },
  'order-sold': { ...goods, firstName: 'Ada', fee: kes(15_000n) },
  'sale-cancelled': { firstName: 'Ada', number: goods.number, reason: 'Changed my mind.' },
  'review-received': { firstName: 'Ada', about: 'Oak lamp', stars: 4 },
  'review-answered': { firstName: 'Ada', about: 'Oak lamp' },
  'review-hidden': { firstName: 'Ada', about: 'Oak lamp', reason: 'Insults.' },
  'review-invitation': { firstName: 'Ada', number: goods.number, titles: 'Oak lamp' },
  'stock-low': { firstName: 'Ada', variantId: 'var_1', available: 3 },
  'payout-paid': { firstName: 'Ada', amount: kes(160_000n), kind: 'MPESA' },
  'payout-failed': { firstName: 'Ada', amount: kes(160_000n), reason: 'The account is closed.', isBack: true },
  'payout-account-disabled': { firstName: 'Ada' },
  'advert-exhausted': { firstName: 'Ada', title: 'Oak lamp', spent: kes(50_000n) },
  'advert-ended': { firstName: 'Ada', title: 'Oak lamp', spent: kes(50_000n) },
  'webhook-disabled': { firstName: 'Ada', storeName: 'Zuri', host: 'zuri.example', kind: 'FAILING' },
  'store-invitation': { storeName: 'Zuri', role: 'MEMBER', token: 'Tk_9', expiresAt },
};

const names = Object.keys(examples) as TemplateName[];

describe('every template', () => {
  it.each(names)('%s contains all its data, in every language', (name) => {
    for (const language of ['en', 'de', 'sw']) {
      const { subject, body, locale } = render(name, language, examples[name]);
      expect(locale).toBe(language);
      expect(`${subject}\n${body}`).not.toMatch(/undefined|null,|\[object|NaN|Invalid/);
      for (const [field, value] of Object.entries(examples[name])) {
        if (typeof value === 'string' && !['purpose', 'by', 'kind', 'period'].includes(field))
          expect(`${subject}\n${body}`).toContain(value);
      }
    }
  });

  it.each(names)('%s has a subject of one line, unless it is an SMS', (name) => {
    const { subject } = render(name, 'en', examples[name]);
    if (name.endsWith('-sms')) expect(subject).toBeNull();
    else expect(subject).toMatch(/^\S.{3,76}\S$/);
  });
});

describe('a one-time code', () => {
  it.each(['SIGNUP', 'LOGIN', 'WITHDRAW', 'RESET', 'EMAIL_CHANGE', 'PHONE'] as const)(
    'for %s stands alone as six digits, and not in the subject',
    (purpose) => {
      for (const locale of ['en', 'de', 'sw']) {
        const { subject, body } = render('one-time-code', locale, { purpose, code: '042137', minutes: 10 });
        expect(body.match(/\b\d{6}\b/g)).toEqual(['042137']);
        expect(subject).not.toMatch(/\d/);
      }
    },
  );

  it('by SMS fits into one message', () => {
    for (const locale of ['en', 'de', 'sw']) {
      expect(render('one-time-code-sms', locale, examples['one-time-code-sms']).body.length).toBeLessThanOrEqual(160);
    }
  });
});

describe('choosing the language', () => {
  it.each([
    ['de', 'de'],
    ['de-CH', 'de'],
    ['SW-ke', 'sw'],
    ['fr', 'en'],
    ['', 'en'],
    ['constructor', 'en'],
  ])('writes to a reader of "%s" in %s', (locale, expected) => {
    expect(render('account-reinstated', locale, { firstName: 'Ada' }).locale).toBe(expected);
  });
});

describe('a name that a person chose', () => {
  it('cannot add a line to a message or a header to a mail', () => {
    const storeName = 'Zuri\r\nBcc: everybody@example.org\n\nYour account is locked';
    const { subject, body } = render('store-invitation', 'en', { ...examples['store-invitation'], storeName });
    expect(subject).not.toMatch(/[\r\n]/);
    expect(body.split('\n').filter((line) => line.startsWith('Bcc') || line.startsWith('Your account'))).toEqual([]);
  });

  it.each([
    ['Win at https://evil.example/x?y', 'Win at https evil example x?y'],
    ['evil.com', 'evil com'],
    ['evil。com', 'evil com'],
    ['Bob@evil.example', 'Bob evil example'],
    ['Dr. Ada & Sons Ltd.', 'Dr. Ada & Sons Ltd.'],
    ['Zuri\u202e\u200b Crafts', 'Zuri Crafts'],
    ['x'.repeat(80), `${'x'.repeat(60)}…`],
  ])('is neither a link nor long: %s', (storeName, shown) => {
    const { subject, body } = render('store-invitation', 'en', { ...examples['store-invitation'], storeName });
    expect(subject).toBe(`Invitation to ${shown}`);
    expect(body).toContain(`the team of ${shown} as`);
  });
});

describe('a time', () => {
  it.each([
    ['en', null, 'March 1, 2026 at 12:10 PM UTC'],
    ['en', 'Africa/Nairobi', 'March 1, 2026 at 3:10 PM GMT+3'],
    ['de', 'Europe/Berlin', '1. März 2026 um 13:10 MEZ'],
    ['en', 'Europe/Atlantis', 'March 1, 2026 at 12:10 PM UTC'],
  ])('in %s for a reader in %s is %s', (locale, timeZone, expected) => {
    expect(render('data-export-ready', locale, examples['data-export-ready'], timeZone).body).toContain(expected);
  });
});

describe('an amount', () => {
  it('has its currency and exactly the digits of it', () => {
    const bodyOf = (locale: string, credited: { amountMinor: bigint; currency: string }) =>
      render('deposit-received', locale, { firstName: 'Ada', credited, excise: { ...credited, amountMinor: 0n } }).body;
    expect(bodyOf('en', kes(123_456_789_01n))).toContain('KES 123,456,789.01');
    expect(bodyOf('sw', kes(5n))).toContain('KES 0.05');
    expect(bodyOf('en', { amountMinor: 1200n, currency: 'UGX' })).toContain('UGX 1,200 ');
    expect(bodyOf('en', { amountMinor: 999_999_999_999n, currency: 'KWD' })).toContain('KWD 999,999,999.999');
  });

  it('of a tax is named only where there is one', () => {
    const textOf = (excise: bigint) =>
      render('deposit-received', 'en', { firstName: 'Ada', credited: kes(100n), excise: kes(excise) }).body;
    expect(textOf(0n)).not.toContain('excise');
    expect(textOf(1n)).toContain('KES 0.01');
  });
});

describe('an exclusion', () => {
  it('says when it ends, that withdrawals stay possible, and whether it ends at all', () => {
    const textOf = (until: Date | null, by: 'USER' | 'SUPPORT' = 'USER') =>
      render('excluded', 'en', { firstName: 'Ada', kind: 'TIME_OUT', until, by }).body;
    expect(textOf(expiresAt)).toContain('until March 1, 2026 at 12:10 PM UTC');
    expect(textOf(null)).toContain('permanent');
    expect(textOf(null)).toContain('withdraw');
    expect(textOf(null, 'SUPPORT')).toContain('Our support');
  });
});
