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

/** The parameters of `ledger_write`, and the accounts in the order of their numbers. */
export interface Batch {
  accounts: readonly AccountRef[];
  values: unknown[];
}

/** The sums of the postings of one account. */
interface Sums {
  ref: AccountRef;
  number: number;
  D: bigint;
  C: bigint;
  pendingD: bigint;
  pendingC: bigint;
  count: number;
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

function sumsOf(account: AccountRef, sums: Map<string, Sums>): Sums {
  const name = accountName(account);
  const known = sums.get(name);
  if (known !== undefined) return known;
  const none = { D: 0n, C: 0n, pendingD: 0n, pendingC: 0n, count: 0, isGuarded: false };
  const added: Sums = { ref: account, number: sums.size + 1, ...none };
  sums.set(name, added);
  return added;
}

function add(line: Line, to: Sums, isGuarded: boolean): void {
  to[line.isPending ? (`pending${line.side}` as const) : line.side] += line.amountMinor;
  to.count += 1;
  to.isGuarded ||= isGuarded && line.side === 'D' && chart[line.account.code].hasOwner;
}

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

const accountValues = (accounts: readonly Sums[]): unknown[] => [
  accounts.map(({ ref }) => ref.code),
  accounts.map(({ ref }) => ref.currency),
  accounts.map(({ ref }) => ref.ownerId ?? ''),
  plainArray(accounts.map(({ D }) => D)),
  plainArray(accounts.map(({ C }) => C)),
  plainArray(accounts.map(({ pendingD }) => pendingD)),
  plainArray(accounts.map(({ pendingC }) => pendingC)),
  plainArray(accounts.map(({ count }) => count)),
  plainArray(accounts.map(({ isGuarded }) => isGuarded)),
];

const transactionValues = (entries: readonly Entry[]): unknown[] => [
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
];

/** The parameters that write the entries. Throws for entries that no caller may make. */
export function collect(entries: readonly Entry[]): Batch {
  const references = new Set(entries.map(({ reference }) => reference));
  if (references.size < entries.length) throw new Error('Two transactions of one call have the same reference.');
  const sums = new Map<string, Sums>();
  const lines: { transaction: number; account: number; line: Line }[] = [];
  for (const [index, entry] of entries.entries()) {
    requireSound(entry);
    for (const line of entry.lines) {
      const of = sumsOf(line.account, sums);
      add(line, of, entry.isGuarded);
      lines.push({ transaction: index + 1, account: of.number, line });
    }
  }
  const accounts = [...sums.values()];
  return {
    accounts: accounts.map(({ ref }) => ref),
    values: [
      ...accountValues(accounts),
      ...transactionValues(entries),
      plainArray(lines.map(({ transaction }) => transaction)),
      plainArray(lines.map(({ account }) => account)),
      plainArray(lines.map(({ line }) => line.side)),
      plainArray(lines.map(({ line }) => line.isPending)),
      plainArray(lines.map(({ line }) => line.amountMinor)),
    ],
  };
}
