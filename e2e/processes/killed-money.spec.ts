import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { verifyLedger } from '@soko/subgraph-wallets/ledger';
import { v7 } from 'uuid';
import { checkEverything } from '../../compositions/check-everything.ts';
import type { OpenPools } from '../../compositions/invariants-across.ts';
import { subgraphNames } from '../../compositions/subgraphs.ts';
import { act, kes, richBettor, trialBalance, withdrawalCode } from '../harness/bettors.ts';
import { type Client, signedInAs } from '../harness/client.ts';
import { type Composition, type House, openHouse, pauseMs } from './house.ts';
import { moneyDeaths } from './money-deaths.ts';
import { type Flow, openFlow, openStage, type Stage } from './money-flows.ts';

/**
 * The short form dies once at every step, with the events in Postgres. The long one has them in Kafka, whose groups wait
 * for the dead, and dies in one process as well.
 */
const isShort = process.env['FAULTS_SHORT'] === 'true';
const compositions: readonly Composition[] = isShort ? ['separate processes'] : ['separate processes', 'one process'];

describe.each(compositions)('wallets and payments that are killed, in %s', (composition) => {
  let house: House;
  let stage: Stage;
  let admin: Client;
  beforeAll(async () => {
    house = await openHouse(composition, { kafka: !isShort && composition === 'separate processes' });
    [stage, admin] = await Promise.all([openStage(house), signedInAs('admin@example.com', house.processes.gatewayUrl)]);
  }, 300_000);
  afterAll(() => house?.close());

  /** Goes on until the end is seen, and fails with what is seen instead. */
  async function reachEnd({ round, seen, end }: Flow): Promise<void> {
    let last: unknown;
    const isOver = async (): Promise<boolean> => {
      await round().catch((error: unknown) => (last = error));
      last = await seen().catch((error: unknown) => error);
      return JSON.stringify(last) === JSON.stringify(end);
    };
    await until('the end', isOver, 60_000, pauseMs).catch(() => {});
    expect(last).toEqual(end);
  }

  it.each(moneyDeaths(composition))('$title: it ends as it would have', async ({ who, steps }) => {
    const flows = await Promise.all(steps.map(({ flow: name }) => openFlow(stage, name)));
    await house.dieAt(
      who,
      flows.map(({ round }, index) => ({ moment: steps[index]!.moment, round })),
    );
    for (const flow of flows) {
      const isAnswered = () =>
        flow.round().then(
          () => true,
          () => false,
        );
      await until('an answer', isAnswered, 60_000, pauseMs);
      await flow.wait?.();
    }
    await house.passTime(who);
    for (const flow of flows) await reachEnd(flow);
    expect(new Set(await trialBalance(admin))).toEqual(new Set([0]));
  });

  it('pays one of two withdrawals of the whole balance that are confirmed at once', async () => {
    const bettor = await richBettor('500.00', house.visitor());
    const { user, walletId } = bettor;
    const confirm: { withdrawalId: string; code: string }[] = [];
    for (const phone of ['+254700001555', '+254700002555']) {
      const input = { walletId, amount: kes('500.00'), phone, idempotencyKey: v7() };
      const { id: withdrawalId } = await act(user, 'requestWithdrawal', input, '... on Withdrawal { id }');
      confirm.push({ withdrawalId, code: await withdrawalCode(bettor, confirm[0]?.code) });
      await house.forgetCodes();
    }
    const answers = await Promise.all(
      confirm.map((input) => act(user, 'confirmWithdrawal', input, '... on Withdrawal { status }')),
    );
    expect(answers.map((answer): string => answer.__typename).toSorted()).toEqual(['InsufficientFunds', 'Withdrawal']);
    expect(await bettor.money()).toEqual({ balance: '500.00', available: '0.00' });
    await until('one is paid', async () => {
      for (const phone of ['254700001555', '254700002555']) await stage.mpesa.finish('payouts', phone);
      return (await bettor.money()).balance === '0.00';
    });
    const { withdrawals } = await user.data('{ withdrawals { nodes { status } } }');
    expect(withdrawals.nodes.map(({ status }: { status: string }) => status).toSorted()).toEqual([
      'COMPLETED',
      'FAILED',
    ]);
  });

  it('leaves every rule kept, and a ledger that nobody has changed', async () => {
    const pools = Object.fromEntries(subgraphNames.map((name) => [name, house.pool(name)])) as unknown as OpenPools;
    const rules = await checkEverything(pools, { since: new Date(0), settled: new Date() });
    expect(rules.filter(({ broken }) => broken.length > 0)).toEqual([]);
    const { breaks, postings } = await verifyLedger(house.pool('wallets'), { since: null });
    expect(breaks).toEqual([]);
    expect(Number(postings)).toBeGreaterThan(0);
  });
});
