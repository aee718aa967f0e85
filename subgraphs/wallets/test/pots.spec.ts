import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { person, startTestSubgraph, type TestSubgraph } from '@soko/testing';
import { maxWalletsPerCurrency } from '../domain/wallets/wallet.ts';
import { wallets } from '../index.ts';

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(wallets);
});
afterAll(() => graph.close());

describe('wallets that are opened at once', () => {
  it('are at most as many as a user may have', async () => {
    const document = `mutation ($input: OpenWalletInput!) { openWallet(input: $input) { __typename } }`;
    const names = Array.from({ length: maxWalletsPerCurrency + 10 }, (_, index) => `Pot ${index}`);
    const answers = await Promise.all(
      names.map((name) =>
        graph.query(
          document,
          { input: { currency: 'KES', name, idempotencyKey: newId('req') } },
          { as: person('usr_1') },
        ),
      ),
    );
    const opened = answers.filter(({ data }) => data['openWallet'].__typename === 'Wallet');
    expect(opened).toHaveLength(maxWalletsPerCurrency);
  });
});
