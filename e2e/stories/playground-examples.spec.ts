import { describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import { type Example, readExamples } from '../../web/playground/read-examples.mjs';
import { fillIn, type Memory, remember } from '../../web/playground/src/memory.ts';
import { type Answer, type Client, client } from '../harness/client.ts';
import { watcher } from '../harness/watching.ts';

interface Tourist {
  client: Client;
  memory: Memory;
}

const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce((seen, key) => (seen as Record<string, unknown> | null | undefined)?.[key], value);

/** An earlier walk may have had a code as well. */
const startedAt = Date.now();

/** The single bet and the accumulator of the tour, newest first. */
const isSettledAndCashedOut = (bets: unknown): boolean =>
  at(bets, '0', 'status') === 'CASHED_OUT' && at(bets, '1', 'status') === 'WON';

/** What an example must answer before the tour goes on: mail and events take a moment. */
const awaited: Record<string, (data: Record<string, { nodes: { type?: string }[] }>) => boolean> = {
  MyOrder: ({ order }) => at(order, 'packaging', 'id') !== undefined,
  ThePayment: ({ payment }) => Number(at(payment, 'captured', 'amount')) > 0,
  MyBalance: ({ me }) => Number(at(me, 'seller', 'balance', '0', 'available', 'amount')) > 0,
  MyStatement: ({ sellerStatement }) => at(sellerStatement, 'nodes', '0', 'kind') !== undefined,
  RunPayouts: ({ runPayouts }) => Number(at(runPayouts, 'payoutCount')) > 0,
  AllPayouts: ({ payouts }) => at(payouts, 'nodes', '0', 'status') === 'PAID',
  MySales: ({ sellerDashboard }) => Number(at(sellerDashboard, 'currencies', 'length')) > 0,
  MyReport: ({ report }) => at(report, 'download', 'url') !== undefined,
  MyDeposit: ({ deposit }) => at(deposit, 'status') === 'COMPLETED',
  MyBets: ({ bets }) => isSettledAndCashedOut(at(bets, 'nodes')),
  ReadCode: ({ messages }) => Date.parse(String(at(messages, 'nodes', '0', 'createdAt'))) >= startedAt,
  ReadKeyCode: ({ messages }) => Date.parse(String(at(messages, 'nodes', '0', 'createdAt'))) >= startedAt,
  MyWithdrawal: ({ withdrawal }) => at(withdrawal, 'status') === 'COMPLETED',
  WebhookCaught: ({ webhookEndpoint }) => at(webhookEndpoint, 'deliveries', 'nodes', '0', 'status') === 'DELIVERED',
  PreviewCampaign: ({ previewCampaign }) => Number(at(previewCampaign, 'audience')) > 0,
  MyCampaign: ({ campaign }) => Number(at(campaign, 'statistics', 'sent')) > 0,
  WhatICanReview: ({ order }) => at(order, 'reviewable', '0', 'product', 'id') !== undefined,
  TheReturn: ({ return: found }) => at(found, 'status') === 'REFUNDED',
  ReadMail: ({ outbox }) => (outbox?.nodes.length ?? 0) > 0,
  TheMint: ({ mint }) => at(mint, 'status') === 'CONFIRMED',
  WhatIClaimed: ({ tokensOf }) => (tokensOf?.nodes.length ?? 0) > 0,
  FindAdverts: ({ promotedProducts }) => Number(at(promotedProducts, 'length')) > 0,
  Events: ({ events }) => events?.nodes.some(({ type }) => type === 'products.product.published') ?? false,
};

const isRefusal = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'code' in answer && 'message' in answer;

/** The message that a subscription must have sent by the end of the tour. */
const told: Record<string, (data: Record<string, unknown>) => boolean> = {
  WatchOrder: ({ orderUpdated }) =>
    at(orderUpdated, 'status') === 'FULFILLED' &&
    /CAPTURED|REFUNDED/.test(String(at(orderUpdated, 'payment', 'status'))),
  // Settling follows at once: what is sent is the latest status.
  WatchOdds: ({ oddsChanged }) => /SUSPENDED|CLOSED|SETTLED/.test(String(at(oddsChanged, 'status'))),
  WatchPulse: ({ platformPulse }) => Number(at(platformPulse, 'total', 'ordersPlaced', 'count')) > 0,
  WatchMessages: ({ messageAdded }) =>
    at(messageAdded, 'side') === 'SELLER' && at(messageAdded, 'text') === 'Yes, after 10.',
  WatchBet: ({ betUpdated }) =>
    at(betUpdated, 'status') === 'WON' && Number(at(betUpdated, 'returned', 'amount')) > 200,
};

/** Begins to watch; answers how to wait for what it promises. */
async function watch({ client: { token }, memory }: Tourist, { name, query, variables }: Example) {
  const watching = watcher(token);
  const watched = await watching.watch(query, fillIn(JSON.parse(variables ?? '{}'), memory) as Record<string, unknown>);
  expect([name, watched.errors]).toEqual([name, null]);
  return async (): Promise<void> => {
    await watched.sees(`what ${name} promises`, told[name] ?? (() => true));
    watching.close();
  };
}

/** Whether an answer only says that the demo customer got a code a moment ago: the walk in the browser asks for one too. */
const saysToWait = ({ errors = [] }: Answer): boolean =>
  errors.length > 0 && errors.every(({ extensions }) => extensions.code === 'RATE_LIMITED');

/** One code a minute is sent to a person, so that an example may have to wait that long. */
const longestWaitMs = 75_000;

/** Runs an example as the playground does: variables filled in, answers remembered, tokens used from then on. */
async function run(tourist: Tourist, { name, query, variables }: Example): Promise<Tourist> {
  const filled = fillIn(JSON.parse(variables ?? '{}'), tourist.memory) as Record<string, unknown>;
  const data = await until(
    `an answer to ${name}`,
    async () => {
      const answer = await tourist.client.ask(query, filled);
      if (saysToWait(answer)) return null;
      expect([name, answer.errors]).toEqual([name, undefined]);
      return (awaited[name]?.(answer.data) ?? true) ? answer.data : null;
    },
    longestWaitMs,
  );
  const refusals = Object.values(data as object).filter(isRefusal);
  expect([name, refusals]).toEqual([name, []]);
  const token = Object.values(data as Record<string, { accessToken?: string } | null>).find(
    (field) => field?.accessToken,
  );
  return {
    client: token?.accessToken ? tourist.client.withToken(token.accessToken) : tourist.client,
    memory: remember(tourist.memory, { variables: filled, data }),
  };
}

describe('the worked examples of the playground', () => {
  it('all answer what they promise, one after another', async () => {
    const correlationId = `playground-${v7().slice(-8)}`;
    let tourist: Tourist = { client: client({ correlationId }), memory: { correlationId } };
    const examples = readExamples();
    expect(examples.length).toBeGreaterThan(10);
    const ends: (() => Promise<void>)[] = [];
    for (const example of examples) {
      if (example.query.includes('\nsubscription ')) ends.push(await watch(tourist, example));
      else tourist = await run(tourist, example);
    }
    for (const end of ends) await end();
  });
});
