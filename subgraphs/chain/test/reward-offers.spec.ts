import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { UserViewer } from '@soko/auth';
import type { Anvil } from '@soko/chain-simulator';
import { newId } from '@soko/ids';
import { startTestSubgraph, type TestSubgraph } from '@soko/testing';
import { chain } from '../index.ts';
import { createBoth, custodialWallet, openShop, type Shop, someone, startNode, variables } from './chain-scene.ts';
import { type RewardScene, rewardScene } from './rewards-scene.ts';

let anvil: Anvil;
let graph: TestSubgraph;
let scene: RewardScene;
let shop: Shop;
let tokenId: string;
/** Time that has passed for the subgraph beside that of the machine. */
let laterMs = 0;

const day = 86_400_000;

const person = () => someone() as UserViewer;

/** Who holds items, by what the chain says: a row of balances as its follower saves it. */
async function hold(owner: UserViewer, amount: number): Promise<void> {
  const wallet = (await custodialWallet(graph, owner)).toLowerCase();
  await graph.pool.query('INSERT INTO token_balance (token_id, owner, amount, block_number) VALUES ($1, $2, $3, 0)', [
    tokenId,
    wallet,
    amount,
  ]);
}

beforeAll(async () => {
  anvil = await startNode();
  graph = await startTestSubgraph(chain, { env: variables(anvil.url), now: () => new Date(Date.now() + laterMs) });
  scene = rewardScene(graph);
});
beforeEach(async () => {
  shop = await openShop(graph);
  ({ tokenId } = await createBoth(graph, shop));
});
afterAll(async () => {
  await graph.close();
  await anvil.close();
});

describe('the holders of a token', () => {
  /** Who was notified of a reward. */
  const toldOf = async (rewardId: string): Promise<unknown[]> =>
    (await graph.told('chain.reward_offer.made'))
      .filter(({ subject }) => subject === rewardId)
      .map(({ data }) => (data as { userId: string }).userId);
  const tell = () => graph.subgraph.runJob('chain.tell-holders');

  it('are notified once of a reward that they can claim, when it opens', async () => {
    const [ada, ben, cleo] = [person(), person(), person()];
    await hold(ada, 2);
    await hold(ben, 1);
    const startsAt = new Date(Date.now() + laterMs + day).toISOString();
    const reward = await scene.create(shop.admin, tokenId, { minimumAmount: 2, startsAt });
    await tell();
    expect(await toldOf(reward.id)).toEqual([]);
    laterMs += day;
    await Promise.all([tell(), tell()]);
    await tell();
    expect(await toldOf(reward.id)).toEqual([ada.id]);
    await hold(cleo, 2);
    await tell();
    expect(await toldOf(reward.id)).toEqual([ada.id]);
  });

  it('are notified a page at a time, each once, also when a process dies between two pages', async () => {
    const people = Array.from({ length: 1_203 }, (_, index) => `usr_told_${newId('req')}_${index}`);
    await graph.pool.query(
      `WITH given AS (SELECT id, '0x' || lpad(to_hex(row_number() OVER ()), 8, '0') || substr(md5(id), 1, 32) AS address
          FROM unnest($2::text[]) AS id), wallets AS (
          INSERT INTO chain_wallet (id, user_id, address, kind, created_at) SELECT 'cwl_' || id, id, address, 'LINKED', now() FROM given)
        INSERT INTO token_balance (token_id, owner, amount, block_number) SELECT $1, address, 1, 0 FROM given`,
      [tokenId, people],
    );
    const reward = await scene.create(shop.admin, tokenId, { quota: 5_000 });
    // The second page fails: nothing of it is published.
    await graph.pool.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW.told > 500 THEN RAISE 'The process dies.'; END IF; RETURN NEW; END $$`);
    await graph.pool.query(
      'CREATE TRIGGER refuse BEFORE UPDATE OF told ON reward FOR EACH ROW EXECUTE FUNCTION refuse()',
    );
    await tell().catch(() => {});
    expect(await toldOf(reward.id)).toHaveLength(500);
    await graph.pool.query('DROP TRIGGER refuse ON reward');
    await tell();
    const told = await toldOf(reward.id);
    expect(told).toHaveLength(people.length);
    expect(new Set(told)).toEqual(new Set(people));
  });
});
