import { describe, expect, it } from '@jest/globals';
import { withPrefix, withTopic, withWorkspace } from './add-to-lists.ts';
import { fillIn, readNames, UnusableNames } from './names.ts';

const taken = { subgraphs: ['orders'], prefixes: ['wlt'], types: ['Order', 'CreateCouponInput'] };

describe('the names of a subgraph', () => {
  it.each([
    ['wallets', 'Wallet', 'wll'],
    ['deliveries', 'Delivery', 'dlv'],
    ['boxes', 'Box', 'box'],
    ['chat', 'Chat', 'cht'],
    ['ideas', 'Idea', 'ide'],
  ])('follow from its own: %s', (subgraph, entity, prefix) => {
    expect(readNames({ subgraph }, taken)).toEqual({ subgraph, entity, prefix });
  });

  it('are those that were given', () => {
    const given = { subgraph: 'chain', entity: 'Token', prefix: 'tok' };
    expect(readNames(given, taken)).toEqual(given);
  });

  it.each([
    [{ subgraph: 'Wallets' }, 'lower-case letters'],
    [{ subgraph: 'price-alerts' }, 'lower-case letters'],
    [{ subgraph: 'orders' }, 'is taken'],
    [{ subgraph: 'gateway' }, 'is taken'],
    [{ subgraph: 'resale', entity: 'Order' }, 'has a type Order'],
    [{ subgraph: 'coupons' }, 'has a type CreateCouponInput'],
    [{ subgraph: 'wallets', entity: 'wallet' }, 'one word'],
    [{ subgraph: 'wallets', prefix: 'wlt' }, 'is taken'],
    [{ subgraph: 'wallets', prefix: 'w' }, 'three letters'],
  ])('are refused when they cannot be used: %j', (given, message) => {
    expect(() => readNames(given, taken)).toThrow(UnusableNames);
    expect(() => readNames(given, taken)).toThrow(message);
  });

  it('replace those of the template in every spelling', () => {
    const names = { subgraph: 'wallets', entity: 'Wallet', prefix: 'wal' };
    expect(fillIn("SamplesContext samplesSample 'smp' createSample SAMPLE_NAME sample.ts", names)).toBe(
      "WalletsContext walletsWallet 'wal' createWallet WALLET_NAME wallet.ts",
    );
  });
});

describe('the lists that a subgraph joins', () => {
  const topics = "/** Topics. */\nexport { a } from './a.ts';\nexport { m } from './m.ts';\n";

  it.each(['b', 'z'])('have its topic in their order: %s', (topic) => {
    const lines = withTopic(topics, { topic, file: `${topic}.ts` }).split('\n');
    expect(lines).toContain(`export { ${topic} } from './${topic}.ts';`);
    expect(lines.slice(1, 4)).toEqual(lines.slice(1, 4).toSorted());
  });

  it('have the prefix of its ids', () => {
    const source = "export const prefixes = {\n  ord: 'Order',\n} as const;\nexport type X = 1;\n";
    expect(withPrefix(source, { prefix: 'wlt', entity: 'Wallet' })).toBe(
      "export const prefixes = {\n  ord: 'Order',\n  wlt: 'Wallet',\n} as const;\nexport type X = 1;\n",
    );
  });

  it('have its workspace, as npm writes it', () => {
    const lock = JSON.stringify({ lockfileVersion: 3, packages: { '': {}, 'node_modules/a': {}, 'web/a': {} } });
    const text = withWorkspace(lock, { name: '@soko/subgraph-x', folder: 'subgraphs/x' });
    const { packages } = JSON.parse(text) as { packages: object };
    expect(Object.keys(packages)).toEqual([
      '',
      'node_modules/@soko/subgraph-x',
      'node_modules/a',
      'subgraphs/x',
      'web/a',
    ]);
    expect(packages).toMatchObject({ 'node_modules/@soko/subgraph-x': { resolved: 'subgraphs/x', link: true } });
  });
});
