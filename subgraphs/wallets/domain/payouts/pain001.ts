import { formatMinor } from '@soko/money';

/** The account from which Soko pays. */
export interface PayingAccount {
  name: string;
  iban: string;
  /** Null when the bank finds it by the IBAN. */
  bic: string | null;
}

export interface CreditTransfer {
  /** At most 35 characters; the payee's bank passes it on. */
  endToEndId: string;
  amountMinor: bigint;
  payee: string;
  iban: string;
  /** At most 140 characters. */
  text: string;
}

export interface CreditTransferFile {
  /** At most 35 characters, unique per file. */
  messageId: string;
  createdAt: Date;
  from: PayingAccount;
  transfers: readonly CreditTransfer[];
}

/** Ids of the file format have 35 characters at most; ours have 40 with their prefix and dashes. */
export const bankReference = (id: string): string => id.replaceAll(/^[a-z]+_|-/g, '');

const ligatures: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', Æ: 'AE', œ: 'oe', Œ: 'OE', ø: 'o', Ø: 'O', ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ð: 'd', Ð: 'D', þ: 'th', Þ: 'TH', '&': '+',
}; // prettier-ignore

/** The text in the characters that every bank of SEPA takes (EPC217-08): letters without accents, digits and `/-?:().,'+`. */
export function sepaText(text: string, maxLength: number): string {
  const plain = text
    .replaceAll(/[ßæÆœŒøØłŁđĐðÐþÞ&]/g, (letter) => ligatures[letter]!)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9/\-?:().,'+ ]/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim();
  return plain.slice(0, maxLength).trim();
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

type Element = readonly [name: string, content: string | readonly Element[], attributes?: string];

function write([name, content, attributes = '']: Element, indent: string): string {
  const open = `${indent}<${name}${attributes}>`;
  if (typeof content === 'string')
    return `${open}${content.replaceAll(/[&<>"']/g, (each) => escapes[each]!)}</${name}>\n`;
  return `${open}\n${content.map((child) => write(child, `${indent}  `)).join('')}${indent}</${name}>\n`;
}

const eur = (amountMinor: bigint): string => formatMinor(amountMinor, 'EUR');
const secondsOf = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

const accountOf = (iban: string): Element[] => [['Id', [['IBAN', iban]]]];

/** The schema has no empty text: without one, there is no such element. */
function toText(text: string): Element[] {
  const written = sepaText(text, 140);
  return written === '' ? [] : [['RmtInf', [['Ustrd', written]]]];
}

const toElement = ({ endToEndId, amountMinor, payee, iban, text }: CreditTransfer): Element => [
  'CdtTrfTxInf',
  [
    ['PmtId', [['EndToEndId', endToEndId]]],
    ['Amt', [['InstdAmt', eur(amountMinor), ' Ccy="EUR"']]],
    ['Cdtr', [['Nm', sepaText(payee, 70) || 'Seller']]],
    ['CdtrAcct', accountOf(iban)],
    ...toText(text),
  ],
];

/**
 * SEPA credit transfers as ISO 20022 `pain.001.001.09`, in the form of the European Payments Council (EPC132-08): one payment
 * information block, charges shared, to be executed on the day of the file. Throws when there is nothing to pay, and when the name of
 * the account has no letter that the banks of SEPA take.
 */
export function writePain001({ messageId, createdAt, from, transfers }: CreditTransferFile): string {
  if (transfers.length === 0) throw new Error('A file needs at least one transfer.');
  const sum = eur(transfers.reduce((total, { amountMinor }) => total + amountMinor, 0n));
  const count: Element = ['NbOfTxs', String(transfers.length)];
  const payer = sepaText(from.name, 70);
  if (payer === '') throw new Error('The name of the paying account has no letter that the banks of SEPA take.');
  const name: Element = ['Nm', payer];
  const agent: Element = from.bic === null ? ['Othr', [['Id', 'NOTPROVIDED']]] : ['BICFI', from.bic];
  const header: Element = [
    'GrpHdr',
    [['MsgId', messageId], ['CreDtTm', secondsOf(createdAt)], count, ['CtrlSum', sum], ['InitgPty', [name]]],
  ];
  const payments: Element = [
    'PmtInf',
    [
      ['PmtInfId', messageId],
      ['PmtMtd', 'TRF'],
      count,
      ['CtrlSum', sum],
      ['PmtTpInf', [['SvcLvl', [['Cd', 'SEPA']]]]],
      ['ReqdExctnDt', [['Dt', createdAt.toISOString().slice(0, 10)]]],
      ['Dbtr', [name]],
      ['DbtrAcct', accountOf(from.iban)],
      ['DbtrAgt', [['FinInstnId', [agent]]]],
      ['ChrgBr', 'SLEV'],
      ...transfers.map(toElement),
    ],
  ];
  const namespace = ' xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"';
  const document: Element = ['Document', [['CstmrCdtTrfInitn', [header, payments]]], namespace];
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(document, '')}`;
}
