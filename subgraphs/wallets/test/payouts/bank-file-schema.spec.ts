import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { validateXML } from 'xmllint-wasm';
import { bankReference, type CreditTransfer, sepaText, writePain001 } from '../../domain/payouts/pain001.ts';

/** Of ISO 20022, unchanged: https://www.iso20022.org */
const schema = readFileSync(join(import.meta.dirname, 'pain.001.001.09.xsd'), 'utf8');

/** What the schema says against a file. Validators know the schema, and nobody has to read it here. */
const faultsOf = async (xml: string): Promise<string[]> =>
  (await validateXML({ xml, schema })).errors.map(({ message }) => message);

const escaped: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** All texts of the elements with a name. */
const textsOf = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^<>]*)</${name}>`, 'g'))].map(([, text]) =>
    text!.replaceAll(/&(\w+);/g, (_, entity: string) => escaped[entity]!),
  );

/** The characters that every bank of SEPA takes, which the schema does not know. */
const sepa = /^[A-Za-z0-9/\-?:().,'+ ]+$/;

function expectSepa(xml: string): void {
  for (const name of ['MsgId', 'PmtInfId', 'EndToEndId', 'Nm', 'Ustrd']) {
    for (const text of textsOf(xml, name)) expect(text).toMatch(sepa);
  }
  for (const name of textsOf(xml, 'Nm')) expect(name.length).toBeLessThanOrEqual(70);
  for (const amount of textsOf(xml, 'InstdAmt')) expect(amount).toMatch(/^\d{1,13}\.\d{2}$/);
}

const transfers: CreditTransfer[] = [
  {
    endToEndId: 'a1',
    amountMinor: 1_250n,
    payee: 'Łukasz & Søn <Straße>',
    iban: 'PL61109010140000071219812874',
    text: 'Payout a1',
  },
  { endToEndId: 'a2', amountMinor: 99_999_999n, payee: '雑貨', iban: 'DE89370400440532013000', text: 'Payout "a2"' },
];
const file = {
  messageId: 'm1',
  createdAt: new Date('2026-03-01T23:59:59.999Z'),
  from: { name: 'Soko Mārketplace', iban: 'DE02120300000000202051', bic: null },
  transfers,
};

describe('a file of SEPA credit transfers', () => {
  it.each([null, 'BYLADEM1', 'BYLADEM1001'])('is valid against its schema with the BIC %s', async (bic) => {
    const xml = writePain001({ ...file, from: { ...file.from, bic } });
    expect(await faultsOf(xml)).toEqual([]);
    expectSepa(xml);
    expect(textsOf(xml, 'NbOfTxs')).toEqual(['2', '2']);
    expect(textsOf(xml, 'CtrlSum')).toEqual(['1000012.49', '1000012.49']);
    expect(textsOf(xml, 'InstdAmt')).toEqual(['12.50', '999999.99']);
    expect(textsOf(xml, 'EndToEndId')).toEqual(['a1', 'a2']);
    expect(textsOf(xml, 'IBAN')).toEqual([file.from.iban, ...transfers.map(({ iban }) => iban)]);
    expect(textsOf(xml, 'Nm')).toEqual(['Soko Marketplace', 'Soko Marketplace', 'Lukasz + Son Strasse', 'Seller']);
    expect(textsOf(xml, 'Dt')).toEqual(['2026-03-01']);
    expect(textsOf(xml, 'CreDtTm')).toEqual(['2026-03-01T23:59:59Z']);
  });

  it('has at least one transfer', () => {
    expect(() => writePain001({ ...file, transfers: [] })).toThrow(/at least one/);
  });

  it('is valid whatever names and texts contain', async () => {
    const words = fc.string({ unit: 'binary', maxLength: 200 });
    const hard = [
      "</Nm><IBAN>XX</IBAN>&amp;'",
      'a]]>',
      '<!-- a',
      'a\u0000b',
      '\uD800a',
      'ﬃ'.repeat(70),
      `a${'&'.repeat(80)}`,
    ];
    const written = ['雑貨', ' ', '', ...hard, ...fc.sample(words, 300)];
    const all = written.map((text, index) => ({ ...transfers[0]!, endToEndId: String(index), payee: text, text }));
    for (const name of hard) {
      const xml = writePain001({ ...file, from: { ...file.from, name }, transfers: all });
      expect(await faultsOf(xml)).toEqual([]);
      expectSepa(xml);
      expect(textsOf(xml, 'IBAN')).toHaveLength(all.length + 1);
    }
  });

  it.each(['', ' ', '雑貨', '<>'])('needs a name of the account in letters of SEPA, unlike %j', (name) => {
    expect(() => writePain001({ ...file, from: { ...file.from, name } })).toThrow(/has no letter/);
  });

  it.each<[string, (xml: string) => string]>([
    ['an id that is too long', (xml) => xml.replace('<MsgId>m1', `<MsgId>${'m'.repeat(36)}`)],
    ['no payee', (xml) => xml.replace(/<Cdtr>[^]*?<\/Cdtr>/, '<Cdtr>Somebody</Cdtr>')],
    ['another order', (xml) => xml.replace(/(<NbOfTxs>.*)\s*(<CtrlSum>.*)/, '$2$1')],
    ['another version', (xml) => xml.replace('pain.001.001.09', 'pain.001.001.03')],
  ])('is refused by the schema with %s', async (_, change) => {
    expect(await faultsOf(change(writePain001(file)))).not.toEqual([]);
  });
});

it('shortens ids to what the format holds', () => {
  expect(bankReference('pyo_0190b5c1-8e2a-7cc3-98f1-5f3f0f1c2d3e')).toBe('0190b5c18e2a7cc398f15f3f0f1c2d3e');
});

it('keeps texts within their length', () => {
  expect(sepaText('ab   cd', 4)).toBe('ab c');
  expect(sepaText('ab cd', 3)).toBe('ab');
});
