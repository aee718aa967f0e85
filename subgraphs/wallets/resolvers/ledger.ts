import { requireRole } from '@soko/auth';
import { toGraphMoney } from '@soko/money';
import { verifyLedgerNow } from '../commands/wallets/verify-ledger.ts';
import type {
  ClearingAccountResolvers,
  LedgerVerificationResolvers,
  MutationResolvers,
  QueryResolvers,
  ResolversTypes,
} from '../generated/graphql.ts';
import { trialBalance, type TrialBalanceLine } from '../ledger/index.ts';
import { type ComparedAccount, differenceOf } from '../domain/cash/compare-clearing.ts';
import { findClearingCheck } from '../store/wallets/clearing-checks.ts';
import { answer } from '@soko/subgraph';
import { findVerification } from '../store/wallets/verifications.ts';

type Kind = Awaited<ResolversTypes['LedgerAccountKind']>;

const sumOf = (lines: readonly TrialBalanceLine[], part: 'debitsMinor' | 'creditsMinor'): bigint =>
  lines.reduce((sum, line) => sum + line[part], 0n);

function currencyOf(currency: string, lines: readonly TrialBalanceLine[]) {
  const money = (amountMinor: bigint) => toGraphMoney({ amountMinor, currency });
  const [debits, credits] = [sumOf(lines, 'debitsMinor'), sumOf(lines, 'creditsMinor')];
  return {
    currency,
    debits: money(debits),
    credits: money(credits),
    difference: money(debits - credits),
    accounts: lines.map(({ code, kind, debitsMinor, creditsMinor, balanceMinor }) => ({
      code,
      kind: kind.toUpperCase() as Kind,
      debits: money(debitsMinor),
      credits: money(creditsMinor),
      balance: money(balanceMinor),
    })),
  };
}

export const ledgerQuery = {
  trialBalance: async (_, { at }, { pool, viewer, now }) => {
    requireRole(viewer, 'ADMIN');
    const time = at ?? now();
    const lines = await trialBalance(pool, time);
    const currencies = [...new Set(lines.map(({ currency }) => currency))];
    const of = (currency: string) => lines.filter((line) => line.currency === currency);
    return { at: time, currencies: currencies.map((currency) => currencyOf(currency, of(currency))) };
  },
  ledgerVerification: (_, _args, { db, viewer }) => {
    requireRole(viewer, 'ADMIN');
    return findVerification(db);
  },
  clearingCheck: (_, _args, { db, viewer }) => {
    requireRole(viewer, 'ADMIN');
    return findClearingCheck(db);
  },
} satisfies QueryResolvers;

export const ledgerMutations = {
  verifyLedger: async (_, { input }, context) => answer('LedgerVerification', await verifyLedgerNow(context, input)),
} satisfies MutationResolvers;

export const ledgerVerification: LedgerVerificationResolvers = { postings: ({ postings }) => postings.toString() };

const inCurrency = (amountOf: (account: ComparedAccount) => bigint) => (account: ComparedAccount) =>
  toGraphMoney({ amountMinor: amountOf(account), currency: account.currency });

export const clearingAccount: ClearingAccountResolvers = {
  ledger: inCurrency(({ ledgerMinor }) => ledgerMinor),
  provider: inCurrency(({ providerMinor }) => providerMinor),
  difference: inCurrency(differenceOf),
};
