import { describe, expect, it } from '@jest/globals';
import { bankReference, type CreditTransfer, sepaText, writePain001 } from './pain001.ts';

/** An element with its text or its children. */
interface Node {
  name: string;
  attributes: string;
  text: string;
  children: Node[];
}

/** Reads well-formed XML without comments and self-closing elements; throws for anything else. */
function parse(xml: string): Node {
  const root: Node = { name: '', attributes: '', text: '', children: [] };
  const path = [root];
  let at = 0;
  for (const found of xml.matchAll(/<(\/?)([A-Za-z]+)((?: [a-zA-Z]+="[^"<&]*")*)>/g)) {
    const [tag, slash, name, attributes] = found as unknown as [string, string, string, string];
    const between = xml.slice(at, found.index);
    if (/[<>]|&(?!(amp|lt|gt|quot|apos);)/.test(between)) throw new Error(`Not escaped: ${between}`);
    const top = path.at(-1)!;
    top.text += between;
    at = found.index + tag.length;
    if (slash === '') {
      const node = { name, attributes, text: '', children: [] };
      top.children.push(node);
      path.push(node);
    } else if (path.pop()!.name !== name) throw new Error(`</${name}> closes another element.`);
  }
  if (path.length !== 1 || root.children.length !== 1) throw new Error('There is not exactly one root.');
  return root.children[0]!;
}

/** The part of pain.001.001.09 that is written: the children of an element in their order, or the pattern of its text. */
const schema: Readonly<Record<string, RegExp | string>> = {
  Document: 'CstmrCdtTrfInitn',
  CstmrCdtTrfInitn: 'GrpHdr PmtInf+ SplmtryData*',
  GrpHdr: 'MsgId CreDtTm Authstn* NbOfTxs CtrlSum? InitgPty FwdgAgt? InitnSrc?',
  MsgId: /^.{1,35}$/,
  CreDtTm: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  NbOfTxs: /^[0-9]{1,15}$/,
  CtrlSum: /^\d{1,16}\.\d{2}$/,
  InitgPty: 'Nm? PstlAdr? Id? CtryOfRes? CtctDtls?',
  Nm: /^[A-Za-z0-9/\-?:().,'+ ]{1,70}$/,
  PmtInf:
    'PmtInfId PmtMtd BtchBookg? NbOfTxs? CtrlSum? PmtTpInf? ReqdExctnDt PoolgAdjstmntDt? Dbtr DbtrAcct DbtrAgt DbtrAgtAcct? InstrForDbtrAgt? UltmtDbtr? ChrgBr? ChrgsAcct? ChrgsAcctAgt? CdtTrfTxInf+',
  PmtInfId: /^.{1,35}$/,
  PmtMtd: /^(CHK|TRF|TRA)$/,
  PmtTpInf: 'InstrPrty? SvcLvl* LclInstrm? CtgyPurp?',
  SvcLvl: 'Cd',
  Cd: /^.{1,4}$/,
  ReqdExctnDt: 'Dt',
  Dt: /^\d{4}-\d\d-\d\d$/,
  Dbtr: 'Nm? PstlAdr? Id?',
  DbtrAcct: 'Id Tp? Ccy? Nm?',
  CdtrAcct: 'Id Tp? Ccy? Nm?',
  IBAN: /^[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}$/,
  DbtrAgt: 'FinInstnId BrnchId?',
  FinInstnId: 'BICFI? ClrSysMmbId? LEI? Nm? PstlAdr? Othr?',
  BICFI: /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/,
  Othr: 'Id',
  ChrgBr: /^(DEBT|CRED|SHAR|SLEV)$/,
  CdtTrfTxInf:
    'PmtId PmtTpInf? Amt XchgRateInf? ChrgBr? ChqInstr? UltmtDbtr? CdtrAgt? CdtrAgtAcct? Cdtr? CdtrAcct? UltmtCdtr? Purp? RmtInf?',
  PmtId: 'InstrId? EndToEndId UETR?',
  EndToEndId: /^[A-Za-z0-9/\-?:().,'+ ]{1,35}$/,
  Amt: 'InstdAmt',
  InstdAmt: /^\d{1,13}\.\d{2}$/,
  Cdtr: 'Nm? PstlAdr? Id?',
  RmtInf: 'Ustrd* Strd*',
  Ustrd: /^[A-Za-z0-9/\-?:().,'+ ]{1,140}$/,
};

function check(node: Node): void {
  // An account's `Id` is a choice of IBAN, that of an agent a text.
  const rule = node.name === 'Id' ? (node.children.length > 0 ? 'IBAN' : /^.{1,35}$/) : schema[node.name];
  if (rule === undefined) throw new Error(`${node.name} is not known.`);
  if (rule instanceof RegExp) {
    expect(node.children).toEqual([]);
    expect(node.text.replaceAll('&apos;', "'")).toMatch(rule);
    return;
  }
  expect(node.text.trim()).toBe('');
  const order = rule.split(' ').map((part) => part.replace(/(\w+)([?*+]?)/, '(?:$1 )$2'));
  expect(node.children.map(({ name }) => `${name} `).join('')).toMatch(new RegExp(`^${order.join('')}$`));
  for (const child of node.children) check(child);
}

/** All texts of the elements with a name. */
const textsOf = (node: Node, name: string): string[] => [
  ...(node.name === name ? [node.text] : []),
  ...node.children.flatMap((child) => textsOf(child, name)),
];

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
  it.each([null, 'BYLADEM1001'])('is valid against its schema with the BIC %s', (bic) => {
    const document = parse(writePain001({ ...file, from: { ...file.from, bic } }).replace(/^<\?xml[^>]*\?>\n/, ''));
    expect(document.attributes).toBe(' xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"');
    check(document);
    expect(textsOf(document, 'NbOfTxs')).toEqual(['2', '2']);
    expect(textsOf(document, 'CtrlSum')).toEqual(['1000012.49', '1000012.49']);
    expect(textsOf(document, 'InstdAmt')).toEqual(['12.50', '999999.99']);
    expect(textsOf(document, 'EndToEndId')).toEqual(['a1', 'a2']);
    expect(textsOf(document, 'IBAN')).toEqual([file.from.iban, ...transfers.map(({ iban }) => iban)]);
    expect(textsOf(document, 'Nm')).toEqual(['Soko Marketplace', 'Soko Marketplace', 'Lukasz + Son Strasse', 'Seller']);
    expect(textsOf(document, 'Dt')).toEqual(['2026-03-01']);
    expect(textsOf(document, 'CreDtTm')).toEqual(['2026-03-01T23:59:59Z']);
  });

  it('has at least one transfer', () => {
    expect(() => writePain001({ ...file, transfers: [] })).toThrow(/at least one/);
  });

  it('is not fooled by what names contain', () => {
    const payee = "</Nm><IBAN>XX</IBAN>&amp;'";
    const document = parse(writePain001({ ...file, transfers: [{ ...transfers[0]!, payee }] }).replace(/^.*\n/, ''));
    check(document);
    expect(textsOf(document, 'IBAN')).toHaveLength(2);
  });
});

it('shortens ids to what the format holds', () => {
  expect(bankReference('pyo_0190b5c1-8e2a-7cc3-98f1-5f3f0f1c2d3e')).toBe('0190b5c18e2a7cc398f15f3f0f1c2d3e');
});

it('keeps texts within their length', () => {
  expect(sepaText('ab   cd', 4)).toBe('ab c');
  expect(sepaText('ab cd', 3)).toBe('ab');
});
