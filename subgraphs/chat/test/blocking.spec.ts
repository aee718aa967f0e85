import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { checkInvariants } from '@soko/invariants';
import { invariants } from '../store/invariants.ts';
import { openChat, support, type TestChat } from './open-chat.ts';

describe('a block', () => {
  let chat: TestChat;
  beforeAll(async () => {
    chat = await openChat();
  });
  afterAll(() => chat.close());

  const begun = async () => {
    const product = await chat.product();
    const buyer = chat.person();
    return { buyer, seller: product.seller, id: await chat.start(buyer, { productId: product.id }) };
  };
  const block = (as: Viewer, conversationId: string) => chat.mutate(as, 'blockConversation', { conversationId });
  const unblock = (as: Viewer, conversationId: string) => chat.mutate(as, 'unblockConversation', { conversationId });

  /** Closes a conversation as support does. */
  const close = async (id: string, reporter: Viewer): Promise<void> => {
    const { messages } = await chat.see(reporter, id, 'messages(last: 1) { nodes { id } }');
    const report = { messageId: messages.nodes[0].id, reason: 'ABUSE' };
    const { id: reportId } = await chat.mutate(reporter, 'reportMessage', report, '... on MessageReport { id }');
    const decision = { reportId, decision: 'CLOSE_CONVERSATION' };
    await chat.mutate(support, 'decideMessageReport', decision, '... on MessageReport { id }');
  };

  const eventsOfBlock = async (blockerId: string, blockedId: string) =>
    (await chat.told())
      .filter(({ subject }) => subject === `${blockerId}:${blockedId}`)
      .map(({ type, sequence, data }) => {
        expect(data).toEqual({ blockerId, blockedId });
        return [type, sequence];
      });

  const broken = async () =>
    (
      await checkInvariants(chat.pool, invariants, { since: new Date(0), settled: new Date(Date.now() + 60_000) })
    ).flatMap(({ broken: found }) => found);

  it('has an event of its own when it begins and ends, also in a conversation that support has closed', async () => {
    const { buyer, seller, id } = await begun();
    await close(id, seller);
    await block(seller, id);
    await block(seller, id);
    expect(await eventsOfBlock(seller.id, buyer.id)).toEqual([['chat.block.added', 1]]);
    await unblock(seller, id);
    await unblock(seller, id);
    await block(seller, id);
    expect(await eventsOfBlock(seller.id, buyer.id)).toEqual([
      ['chat.block.added', 1],
      ['chat.block.removed', 2],
      ['chat.block.added', 3],
    ]);
  });

  it('of each of two people has its own events, also when the other one goes on blocking', async () => {
    const { buyer, seller, id } = await begun();
    await block(seller, id);
    await block(buyer, id);
    await unblock(seller, id);
    await unblock(buyer, id);
    expect(await eventsOfBlock(seller.id, buyer.id)).toEqual([
      ['chat.block.added', 1],
      ['chat.block.removed', 2],
    ]);
    expect(await eventsOfBlock(buyer.id, seller.id)).toEqual([
      ['chat.block.added', 1],
      ['chat.block.removed', 2],
    ]);
    expect(await broken()).toEqual([]);
  });

  it('is published once when an earlier version has added or removed it', async () => {
    const { buyer, seller, id } = await begun();
    await chat.pool.query('INSERT INTO block (blocker_id, blocked_id, created_at) VALUES ($1, $2, now())', [
      seller.id,
      buyer.id,
    ]);
    await chat.pool.query("UPDATE conversation SET status = 'BLOCKED' WHERE id = $1", [id]);
    expect(await broken()).toHaveLength(1);
    for (let time = 0; time < 2; time += 1) await chat.subgraph.runJob('chat.publish-blocks');
    expect(await eventsOfBlock(seller.id, buyer.id)).toEqual([['chat.block.added', 1]]);
    await chat.pool.query('DELETE FROM block WHERE blocker_id = $1', [seller.id]);
    await chat.pool.query("UPDATE conversation SET status = 'OPEN' WHERE id = $1", [id]);
    expect(await broken()).toHaveLength(1);
    for (let time = 0; time < 2; time += 1) await chat.subgraph.runJob('chat.publish-blocks');
    expect(await eventsOfBlock(seller.id, buyer.id)).toEqual([
      ['chat.block.added', 1],
      ['chat.block.removed', 2],
    ]);
    expect(await broken()).toEqual([]);
  });
});
