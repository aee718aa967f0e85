import { accountName, type AccountRef, chart } from './account.ts';
import type { Transfer } from './transaction.ts';

/** One side of a transfer. The amount is negative where a hold ends. */
export interface Line {
  account: AccountRef;
  side: 'D' | 'C';
  isPending: boolean;
  amountMinor: bigint;
}

/** A row of the journal, with its postings and the hold that it makes or ends. */
export interface Entry {
  reference: string;
  kind: string;
  phase: 'posted' | 'held' | 'hold_posted' | 'hold_ended';
  at: Date;
  transfers: readonly Transfer[];
  lines: readonly Line[];
  about: Readonly<Record<string, string>>;
  reason: string | null;
  actorId: string | null;
  /** A frozen account stops it. */
  isGuarded: boolean;
  /** Id of the transaction that it reverses. */
  reverses?: bigint;
  hold?:
    | { status: 'PENDING'; amountMinor: bigint; expiresAt: Date | null }
    | { status: 'POSTED' | 'VOIDED' | 'EXPIRED'; id: bigint; postedMinor: bigint };
}

/** A call of the stored functions, and its accounts in the order of their numbers. */
export interface Batch {
  call: 'one' | 'many';
  accounts: readonly AccountRef[];
  values: unknown[];
}

interface PlacedLine extends Line {
  /** Number of its transaction, from 1. */
  transaction: number;
}

/** One account with its postings, and their sums. */
interface Part {
  ref: AccountRef;
  lockKey: string;
  lines: PlacedLine[];
  D: bigint;
  C: bigint;
  pendingD: bigint;
  pendingC: bigint;
  isGuarded: boolean;
}

/** Both sides of transfers that are posted. */
export const postedLines = (transfers: readonly Transfer[]): Line[] =>
  transfers.flatMap(({ debit, credit, amountMinor }): Line[] => [
    { account: debit, side: 'D', isPending: false, amountMinor },
    { account: credit, side: 'C', isPending: false, amountMinor },
  ]);

/** Both sides of a transfer that is held; of its end when the amount is negative. */
export const pendingLines = ({ debit, credit, amountMinor }: Transfer): Line[] => [
  { account: debit, side: 'D', isPending: true, amountMinor },
  { account: credit, side: 'C', isPending: true, amountMinor },
];

const transferText = ({ debit, credit, amountMinor }: Transfer): string =>
  `${accountName(debit)} ${accountName(credit)} ${amountMinor}`;

/** Transfers as the journal keeps them: debited account, credited account, amount in minor units. */
export const transfersText = (transfers: readonly Transfer[]): string => transfers.map(transferText).join('\n');

function requireSound({ reference, transfers }: Entry): void {
  if (reference === '') throw new Error('A transaction needs a reference.');
  if (transfers.length === 0) throw new Error(`The transaction ${reference} has no transfers.`);
  for (const { debit, credit, amountMinor } of transfers) {
    if (amountMinor <= 0n) throw new Error(`The transaction ${reference} transfers ${amountMinor}.`);
    if (debit.currency !== credit.currency) throw new Error(`The transaction ${reference} mixes currencies.`);
    if (accountName(debit) === accountName(credit)) {
      throw new Error(`The transaction ${reference} debits and credits one account.`);
    }
  }
}

/**
 * Everybody locks accounts in this order, so that nobody waits in a circle. Those that may refuse come first: a transaction
 * that is refused has then changed nothing.
 */
function lockKeyOf({ code }: AccountRef, name: string): string {
  const { hasOwner, mayBeNegative } = chart[code];
  return `${mayBeNegative ? 1 : 0}${hasOwner ? 0 : 1}${name}`;
}

function partOf(ref: AccountRef, parts: Map<string, Part>): Part {
  const name = accountName(ref);
  const known = parts.get(name);
  if (known !== undefined) return known;
  const none = { D: 0n, C: 0n, pendingD: 0n, pendingC: 0n, isGuarded: false };
  const added: Part = { ref, lockKey: lockKeyOf(ref, name), lines: [], ...none };
  parts.set(name, added);
  return added;
}

function add(line: PlacedLine, to: Part, isGuarded: boolean): void {
  to[line.isPending ? (`pending${line.side}` as const) : line.side] += line.amountMinor;
  to.lines.push(line);
  to.isGuarded ||= isGuarded && line.side === 'D' && chart[line.account.code].hasOwner;
}

function partsOf(entries: readonly Entry[]): Part[] {
  const parts = new Map<string, Part>();
  for (const [index, entry] of entries.entries()) {
    requireSound(entry);
    for (const line of entry.lines) {
      add({ ...line, transaction: index + 1 }, partOf(line.account, parts), entry.isGuarded);
    }
  }
  return [...parts.values()].sort((a, b) => (a.lockKey < b.lockKey ? -1 : 1));
}

const mayRefuse = ({ ref, isGuarded, D, pendingD }: Part): boolean =>
  isGuarded || (!chart[ref.code].mayBeNegative && D + pendingD > 0n);

/** Whether `ledger_write_one` can write it: only the first account may refuse, with postings in one direction. */
const isSimple = ([first, ...others]: readonly Part[], entries: readonly Entry[]): boolean =>
  entries.length === 1 &&
  (entries[0]!.hold === undefined || 'expiresAt' in entries[0]!.hold) &&
  !others.some(mayRefuse) &&
  first!.lines.every(({ side }) => side === first!.lines[0]!.side);

/** An array of Postgres whose members need no quotes. */
const plainArray = (members: readonly (bigint | number | string | boolean | null)[]): string =>
  `{${members.map((member) => member ?? 'NULL').join(',')}}`;

const moments = (dates: readonly (Date | null)[]): string =>
  plainArray(dates.map((date) => date?.toISOString() ?? null));

function holdValues(entries: readonly Entry[]): unknown[] {
  if (entries.every(({ hold }) => hold === undefined)) return [null, null, null, null];
  const holds = entries.map(({ hold }) => hold);
  return [
    plainArray(holds.map((hold) => (hold !== undefined && 'id' in hold ? hold.id : null))),
    plainArray(holds.map((hold) => hold?.status ?? null)),
    plainArray(holds.map((hold) => (hold === undefined ? null : 'id' in hold ? hold.postedMinor : hold.amountMinor))),
    moments(holds.map((hold) => (hold !== undefined && 'expiresAt' in hold ? hold.expiresAt : null))),
  ];
}

const refColumns = (refs: readonly AccountRef[]): string[][] => [
  refs.map(({ code }) => code),
  refs.map(({ currency }) => currency),
  refs.map(({ ownerId }) => ownerId ?? ''),
];

const lineColumns = (lines: readonly PlacedLine[]): string[] => [
  plainArray(lines.map(({ side }) => side === 'D')),
  plainArray(lines.map(({ isPending }) => isPending)),
  plainArray(lines.map(({ amountMinor }) => amountMinor)),
];

function callOfOne(entry: Entry, parts: readonly Part[]): Batch {
  const { reference, kind, phase, at, transfers, about, reason, actorId, reverses, hold } = entry;
  const lines = parts.flatMap((part) => part.lines);
  const accounts = lines.map(({ account }) => account);
  const [{ D, C, pendingD, pendingC, isGuarded }] = parts as [Part];
  const made = hold !== undefined && 'expiresAt' in hold ? hold : null;
  return {
    call: 'one',
    accounts,
    values: [
      reference,
      kind,
      phase,
      at,
      transfersText(transfers),
      JSON.stringify(about),
      reason,
      actorId,
      reverses ?? null,
      made?.amountMinor ?? null,
      made?.expiresAt ?? null,
      D,
      C,
      pendingD,
      pendingC,
      isGuarded,
      ...refColumns(accounts),
      ...lineColumns(lines),
    ],
  };
}

function callOfMany(entries: readonly Entry[], parts: readonly Part[]): Batch {
  const accounts = parts.map(({ ref }) => ref);
  const lines = parts.flatMap((part) => part.lines);
  return {
    call: 'many',
    accounts,
    values: [
      ...refColumns(accounts),
      plainArray(parts.map(({ D }) => D)),
      plainArray(parts.map(({ C }) => C)),
      plainArray(parts.map(({ pendingD }) => pendingD)),
      plainArray(parts.map(({ pendingC }) => pendingC)),
      plainArray(parts.map((part) => part.lines.length)),
      plainArray(parts.map(({ isGuarded }) => isGuarded)),
      entries.map(({ reference }) => reference),
      entries.map(({ kind }) => kind),
      entries.map(({ phase }) => phase),
      moments(entries.map(({ at }) => at)),
      entries.map(({ transfers }) => transfersText(transfers)),
      entries.map(({ about }) => JSON.stringify(about)),
      entries.map(({ reason }) => reason),
      entries.map(({ actorId }) => actorId),
      plainArray(entries.map(({ reverses }) => reverses ?? null)),
      ...holdValues(entries),
      plainArray(lines.map(({ transaction }) => transaction)),
      ...lineColumns(lines),
    ],
  };
}

/** The call that writes the entries. Throws for entries that no caller may make. */
export function collect(entries: readonly Entry[]): Batch {
  const references = new Set(entries.map(({ reference }) => reference));
  if (references.size < entries.length) throw new Error('Two transactions of one call have the same reference.');
  const parts = partsOf(entries);
  return isSimple(parts, entries) ? callOfOne(entries[0]!, parts) : callOfMany(entries, parts);
}
