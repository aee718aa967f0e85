import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import type { Browser } from 'playwright-core';
import { hasBrowser, newPlayground, type Playground, type Ran, startBrowser } from '../harness/playground.ts';
import { startTour } from '../harness/tour.ts';

const url = process.env['SOKO_URL'] ?? 'http://127.0.0.1:4000';

let browser: Browser | null;
let playground: Playground;

beforeAll(async () => {
  browser = await startBrowser();
  if (browser) playground = await newPlayground(browser, url);
});
afterAll(async () => browser?.close());

const story = hasBrowser ? it : it.skip;

const fieldOf = <Field>(data: Ran['data'], name: string): Field => data[name] as Field;

const hasStatus =
  (field: string, status: string) =>
  (data: Ran['data']): boolean =>
    fieldOf<{ status: string }>(data, field).status === status;

/** Another walk may have got a code a moment ago: one a minute is sent. */
async function requestWithdrawal(): Promise<void> {
  await playground.openExample('RequestWithdrawal');
  await until('the withdrawal to be requested', async () => {
    const { data, errors } = await playground.run('RequestWithdrawal');
    if (errors === undefined) return data['requestWithdrawal'];
    expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    return null;
  });
}

describe('the playground leads through betting', () => {
  story(
    'from a deposit by M-Pesa to bets, a cash-out, a settlement that is watched live, and a withdrawal',
    async () => {
      await playground.open();
      const { show, watch, showWatched, signedInAs, photograph } = startTour(playground);
      await show('SportEvents');
      await watch('WatchOdds');
      await show('LogInToBet');
      await signedInAs('customer');
      const { openWallet } = await show('OpenWallet');
      // The demo customer has money from the beginning.
      expect(openWallet).toMatchObject({ available: { amount: expect.stringMatching(/^[1-9]\d+\.\d\d$/) } });
      await show('Deposit');
      const { deposit } = await show('MyDeposit', hasStatus('deposit', 'COMPLETED'));
      expect(deposit).toMatchObject({ credited: { amount: '1000.00' }, failure: null });
      expect(await show('MyWallet')).toMatchObject({
        wallet: {
          statement: { nodes: expect.arrayContaining([expect.objectContaining({ kind: 'deposit' })]) },
        },
      });
      await photograph('my-wallet');

      await show('PlaceAccumulator');
      await photograph('accumulator');
      await watch('WatchBet');
      await show('PlaceBet');
      await show('OfferCashOut');
      expect((await show('CashOut'))['cashOutBet']).toMatchObject({ status: 'CASHED_OUT' });
      await photograph('cash-out');

      await show('LogInAsTrader');
      await signedInAs('trader');
      await show('SuspendAndResume');
      expect(await show('SettleMatches')).toMatchObject({ second: { status: 'SETTLED' } });
      await photograph('settle-matches');
      await showWatched('WatchBet', /"WON"/);
      await photograph('watched-bet');

      await show('LogInToWithdraw');
      await signedInAs('customer');
      const { bets } = await show('MyBets');
      expect(bets).toMatchObject({ nodes: expect.arrayContaining([expect.objectContaining({ status: 'WON' })]) });
      await photograph('my-bets');
      const startedAt = Date.now();
      await requestWithdrawal();
      await show('ReadCode', (data) => {
        const [newest] = fieldOf<{ nodes: { createdAt: string }[] }>(data, 'messages').nodes;
        return newest !== undefined && Date.parse(newest.createdAt) >= startedAt;
      });
      await photograph('read-code');
      await show('ConfirmWithdrawal');
      await show('MyWithdrawal', hasStatus('withdrawal', 'COMPLETED'));
      await photograph('my-withdrawal');
      expect(playground.complaints).toEqual([]);
    },
  );
});
