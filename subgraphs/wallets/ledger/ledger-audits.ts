import fc from 'fast-check';
import { type AccountRef, accountName } from './account.ts';
import { balanceOf } from './accounts.ts';
import { hold, postHold, voidHold } from './hold.ts';
import { post } from './post.ts';
import { reverse } from './reverse.ts';
import { isLedgerRefusal } from './transaction.ts';
import { trialBalance } from './trial-balance.ts';
import { verifyLedger } from './verify.ts';
import type pg from 'pg';

/** A promise of the ledger, as a function that throws if it is broken. */
export interface LedgerAudit {
  name: string;
  run(): Promise<void>;
}

export class LedgerAuditFailure extends Error {
  override readonly name = 'LedgerAuditFailure';
}

function expectEqual(what: string, seen: unknown, wanted: unknown): void {
  if (seen !== wanted) throw new LedgerAuditFailure(`${what} is ${String(seen)}, expected ${String(wanted)}.`);
}

/** A store that keeps a ledger: a database with the journal, and the clock of its transactions. */
export interface LedgerStore {
  pool: pg.Pool;
  /** A text that no other audit uses: part of all references and owners. */
  newName(): string;
  at: Date;
}

const float: AccountRef = { code: 'mpesa_float', currency: 'KES' };
const clearing: AccountRef = { code: 'wallet_clearing', currency: 'KES' };

type Step =
  | { do: 'move'; moves: readonly { from: number; to: number; amount: number }[] }
  | { do: 'hold'; from: number; amount: number }
  | { do: 'capture'; nth: number; share: number }
  | { do: 'void'; nth: number }
  | { do: 'reverse'; nth: number };

const place = fc.nat({ max: 3 });
const amount = fc.integer({ min: 1, max: 120 });
const move = fc.record({ from: place, to: place, amount }).filter(({ from, to }) => from !== to);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('move' as const), moves: fc.array(move, { minLength: 1, maxLength: 4 }) }),
    fc.record({ do: fc.constant('hold' as const), from: fc.integer({ min: 1, max: 3 }), amount }),
    fc.record({
      do: fc.constant('capture' as const),
      nth: fc.nat({ max: 5 }),
      share: fc.integer({ min: 1, max: 100 }),
    }),
    fc.record({ do: fc.constant('void' as const), nth: fc.nat({ max: 5 }) }),
    fc.record({ do: fc.constant('reverse' as const), nth: fc.nat({ max: 5 }) }),
  ),
  { minLength: 5, maxLength: 25 },
);

/** The ledger once more, with plain numbers: what the real one is compared with. Account 0 is a house account. */
class Model {
  readonly posted = [0n, 0n, 0n, 0n];
  readonly pending = [0n, 0n, 0n, 0n];
  readonly moves: {
    reference: string;
    moves: readonly { from: number; to: number; amount: number }[];
    undone: boolean;
  }[] = [];
  readonly holds: { reference: string; from: number; amount: bigint; ended: boolean }[] = [];

  allows(changes: readonly bigint[]): boolean {
    return changes.every((change, index) => index === 0 || this.posted[index]! - this.pending[index]! + change >= 0n);
  }

  apply(changes: readonly bigint[]): void {
    for (const [index, change] of changes.entries()) this.posted[index]! += change;
  }
}

function changesOf(moves: readonly { from: number; to: number; amount: number }[], direction: 1n | -1n): bigint[] {
  const changes = [0n, 0n, 0n, 0n];
  for (const { from, to, amount } of moves) {
    changes[from]! -= BigInt(amount) * direction;
    changes[to]! += BigInt(amount) * direction;
  }
  return changes;
}

/** Carries the steps out on the ledger and on the model, and compares each answer. */
async function follow({ pool, newName, at }: LedgerStore, todo: readonly Step[]): Promise<void> {
  const name = newName();
  const model = new Model();
  const accounts: AccountRef[] = [
    clearing,
    ...[1, 2, 3].map((n) => ({ code: 'user_wallet', currency: 'KES', ownerId: `usr_${name}_${n}` }) as const),
  ];
  const same = (what: string, refused: boolean, allowed: boolean) =>
    expectEqual(`${what} is refused`, refused, !allowed);

  for (const [index, step] of todo.entries()) {
    const reference = `audit:${name}:${index}`;
    if (step.do === 'move') {
      const transfers = step.moves.map(({ from, to, amount: of }) => ({
        debit: accounts[from]!,
        credit: accounts[to]!,
        amountMinor: BigInt(of),
      }));
      const changes = changesOf(step.moves, 1n);
      const allowed = model.allows(changes);
      same(reference, isLedgerRefusal(await post(pool, [{ reference, kind: 'audit', transfers, at }])), allowed);
      if (!allowed) continue;
      model.apply(changes);
      model.moves.push({ reference, moves: step.moves, undone: false });
    } else if (step.do === 'hold') {
      const amountMinor = BigInt(step.amount);
      const allowed = model.posted[step.from]! - model.pending[step.from]! >= amountMinor;
      const made = await hold(pool, { reference, debit: accounts[step.from]!, credit: clearing, amountMinor, at });
      same(reference, isLedgerRefusal(made), allowed);
      if (!allowed) continue;
      model.pending[step.from]! += amountMinor;
      model.holds.push({ reference, from: step.from, amount: amountMinor, ended: false });
    } else if (step.do === 'reverse') {
      const done = model.moves[step.nth];
      if (done === undefined || done.undone) continue;
      const changes = changesOf(done.moves, -1n);
      const allowed = model.allows(changes);
      const undo = { reference: done.reference, reversalReference: reference, at, reason: 'audit' };
      same(reference, isLedgerRefusal(await reverse(pool, undo)), allowed);
      if (!allowed) continue;
      model.apply(changes);
      done.undone = true;
    } else {
      const held = model.holds[step.nth];
      if (held === undefined) continue;
      const part = step.do === 'capture' ? (held.amount * BigInt(step.share) + 99n) / 100n : 0n;
      const ending =
        step.do === 'capture'
          ? await postHold(pool, { reference: held.reference, postReference: reference, amountMinor: part, at })
          : await voidHold(pool, { reference: held.reference, at });
      if (held.ended) continue;
      same(reference, isLedgerRefusal(ending), true);
      held.ended = true;
      model.pending[held.from]! -= held.amount;
      model.apply(changesOf([{ from: held.from, to: 0, amount: Number(part) }], 1n));
    }
  }
  for (const place of [1, 2, 3]) {
    const balance = await balanceOf(pool, accounts[place]!);
    expectEqual(`the balance of ${accountName(accounts[place]!)}`, balance.postedMinor, model.posted[place]);
    expectEqual(`the pending part of ${accountName(accounts[place]!)}`, balance.pendingMinor, model.pending[place]);
  }
}

/** The audits of a ledger. They leave it with more transactions, and in order. */
export function ledgerAudits(store: LedgerStore): LedgerAudit[] {
  const { pool, newName, at } = store;
  const funded = async (amountMinor: bigint): Promise<AccountRef> => {
    const owner: AccountRef = { code: 'user_wallet', currency: 'KES', ownerId: `usr_${newName()}` };
    const transfers = [{ debit: float, credit: owner, amountMinor }];
    await post(pool, [{ reference: `audit:${newName()}`, kind: 'audit', transfers, at }]);
    return owner;
  };
  const debit = (owner: AccountRef, reference: string) =>
    post(pool, [{ reference, kind: 'audit', transfers: [{ debit: owner, credit: clearing, amountMinor: 1n }], at }]);
  const acceptedOf = (results: readonly unknown[]): number =>
    results.filter((result) => !isLedgerRefusal(result)).length;

  return [
    {
      name: 'answers as a plain calculation does, whatever is asked',
      run: () =>
        fc.assert(
          fc.asyncProperty(steps, (todo) => follow(store, todo)),
          { numRuns: 15 },
        ),
    },
    {
      name: 'spends a balance once under a hundred debits at the same time',
      async run() {
        const owner = await funded(10n);
        const name = newName();
        const results = await Promise.all(Array.from({ length: 100 }, (_, n) => debit(owner, `audit:${name}:${n}`)));
        expectEqual('the number of debits', acceptedOf(results), 10);
        expectEqual('the balance', (await balanceOf(pool, owner)).postedMinor, 0n);
      },
    },
    {
      name: 'posts one reference once, however many ask at the same time',
      async run() {
        const owner = await funded(100n);
        const reference = `audit:${newName()}`;
        const results = await Promise.all(Array.from({ length: 50 }, () => debit(owner, reference)));
        expectEqual('the number of answers', acceptedOf(results), 50);
        expectEqual('the balance', (await balanceOf(pool, owner)).postedMinor, 99n);
      },
    },
    {
      name: 'ends one hold once, however many ask at the same time',
      async run() {
        const owner = await funded(100n);
        const reference = `audit:${newName()}`;
        await hold(pool, { reference, debit: owner, credit: clearing, amountMinor: 60n, at });
        const results = await Promise.all(
          Array.from({ length: 20 }, (_, n) =>
            n % 2 === 0
              ? postHold(pool, { reference, postReference: `${reference}:${n}`, at })
              : voidHold(pool, { reference, at }),
          ),
        );
        const fresh = results.filter((result) => !isLedgerRefusal(result) && !result.repeated);
        expectEqual('the number of ends', fresh.length, 1);
        expectEqual('the pending part', (await balanceOf(pool, owner)).pendingMinor, 0n);
      },
    },
    {
      name: 'moves money in circles without losing any',
      async run() {
        const owners = await Promise.all(Array.from({ length: 5 }, () => funded(100n)));
        const name = newName();
        const ring = (n: number) => {
          const transfers = [{ debit: owners[n % 5]!, credit: owners[(n * 3 + 1) % 5]!, amountMinor: 7n }];
          return n % 5 === (n * 3 + 1) % 5 ? [] : [{ reference: `audit:${name}:${n}`, kind: 'audit', transfers, at }];
        };
        await Promise.all(Array.from({ length: 60 }, (_, n) => post(pool, [...ring(n), ...ring(n + 1_000)])));
        const balances = await Promise.all(owners.map((owner) => balanceOf(pool, owner)));
        expectEqual(
          'the sum of all',
          balances.reduce((sum, { postedMinor }) => sum + postedMinor, 0n),
          500n,
        );
      },
    },
    {
      name: 'balances, and verifies',
      async run() {
        for (const time of [new Date(), at, new Date(0)]) {
          const lines = await trialBalance(pool, time);
          const sum = lines.reduce((left, { debitsMinor, creditsMinor }) => left + debitsMinor - creditsMinor, 0n);
          expectEqual(`debits without credits at ${time.toISOString()}`, sum, 0n);
        }
        const { breaks } = await verifyLedger(pool, { since: null });
        expectEqual('the number of breaks', JSON.stringify(breaks), '[]');
      },
    },
  ];
}
