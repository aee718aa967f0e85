import { type Queryable, StaleVersion } from '@soko/postgres';
import { type BetChange, netOf } from '../../domain/settlement/change-bet.ts';
import { type FundedChange, fundsKey, shareDebts, type UserFunds } from '../../domain/settlement/share-debts.ts';
import {
  accountName,
  type AccountRef,
  balancesOf,
  type ChangedBalance,
  post,
  type Posted,
  reverseAll,
} from '../../ledger/index.ts';
import { type Posting, receivableOf, reversalsOf, transactionsOf, walletOf } from './bet-transactions.ts';

/** The accounts that decide what becomes a debt, or repays one: by user, their debt, and their wallet if it may shrink. */
function accountsOf(changes: readonly BetChange[]): Map<string, AccountRef[]> {
  const accounts = new Map<string, AccountRef[]>();
  for (const change of changes) {
    const net = netOf(change);
    const key = fundsKey(change.bet);
    if (net > 0n && !accounts.has(key)) accounts.set(key, [receivableOf(change.bet)]);
    if (net < 0n) accounts.set(key, [receivableOf(change.bet), walletOf(change.bet)]);
  }
  return accounts;
}

/** One statement for any number of users; none when no wallet changes. */
async function readFunds(db: Queryable, changes: readonly BetChange[]): Promise<Map<string, UserFunds>> {
  const accounts = accountsOf(changes);
  if (accounts.size === 0) return new Map();
  const balances = (await balancesOf(db, [...accounts.values()].flat())).values();
  const next = () => balances.next().value!;
  return new Map(
    [...accounts].map(([key, { length }]) => {
      const owedMinor = next().postedMinor;
      return [key, { owedMinor, availableMinor: length === 2 ? next().availableMinor : 0n }];
    }),
  );
}

/** The last state that a call left each account in. */
function lastStates(posted: readonly Posted[]): Map<string, ChangedBalance> {
  return new Map(posted.flatMap(({ changed }) => changed.map((each) => [accountName(each.account), each])));
}

/**
 * A debt depends on what a wallet held and what its user owed when both were read. If the accounts do not end as computed from
 * that, one of them was changed in between, and the page is repeated: nobody borrows what they have, and no debt that exists is
 * left out.
 */
function requireAsComputed(funded: readonly FundedChange[], posted: readonly Posted[]): void {
  const states = lastStates(posted);
  const last = new Map(funded.map((each) => [fundsKey(each.change.bet), each]));
  for (const { change, lentMinor, repaidMinor } of funded) {
    if (lentMinor === 0n && repaidMinor === 0n) continue;
    const { availableMinor, owedMinor } = last.get(fundsKey(change.bet))!.after!;
    const debt = states.get(accountName(receivableOf(change.bet)));
    const wallet = states.get(accountName(walletOf(change.bet)));
    const isAsComputed =
      (debt === undefined || debt.postedMinor === owedMinor) &&
      (lentMinor === 0n || wallet === undefined || wallet.availableMinor === availableMinor);
    if (!isAsComputed) throw new StaleVersion('A debt changed while the bets of its user were settled.');
  }
}

/** A wallet or a debt that changed since it was read has the page repeated with what is there now. */
function requirePosted<Outcome extends object>(outcome: Outcome): Exclude<Outcome, { refused: string }> {
  if (!('refused' in outcome)) return outcome as Exclude<Outcome, { refused: string }>;
  if (outcome.refused === 'insufficient_funds') throw new StaleVersion('A wallet changed while its bets were settled.');
  throw new Error(`The ledger refused a settlement: ${JSON.stringify(outcome)}`);
}

async function postFunded(db: Queryable, funded: readonly FundedChange[], posting: Posting): Promise<Posted[]> {
  const settled = requirePosted(await post(db, transactionsOf(funded, posting)));
  const reversals = reversalsOf(funded, posting);
  if (reversals.length === 0) return settled;
  return [...settled, ...requirePosted(await reverseAll(db, reversals))];
}

/** Posts what the changes of bets pay and take back. No wallet goes below zero. */
export async function postChanges(db: Queryable, changes: readonly BetChange[], posting: Posting): Promise<Posted[]> {
  if (changes.length === 0) return [];
  const funded = shareDebts(changes, await readFunds(db, changes));
  const posted = await postFunded(db, funded, posting);
  requireAsComputed(funded, posted);
  return posted;
}
