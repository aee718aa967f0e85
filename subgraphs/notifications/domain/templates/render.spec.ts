import { describe, expect, it } from '@jest/globals';
import { render } from './render.ts';
import type { TemplateName } from './template-data.ts';
import { examples, expiresAt, kes } from './template-examples.ts';

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
  it.each(['SIGNUP', 'LOGIN', 'WITHDRAW', 'RESET', 'EMAIL_CHANGE', 'PHONE', 'KEY_EXPORT'] as const)(
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

  it('by SMS says when it gives a private key', () => {
    const bodies = ['en', 'de', 'sw'].map((locale) => {
      const data = { code: '042137', minutes: 10 };
      const [key, other] = (['KEY_EXPORT', 'WITHDRAW'] as const).map(
        (purpose) => render('one-time-code-sms', locale, { ...data, purpose }).body,
      );
      expect(key!.length).toBeLessThanOrEqual(160);
      return key!.length - other!.length;
    });
    expect(Math.min(...bodies)).toBeGreaterThan(20);
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
