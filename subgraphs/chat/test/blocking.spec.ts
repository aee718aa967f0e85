import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { checkInvariants } from '@soko/invariants';
import { until } from '@soko/testing';
import { invariants } from '../store/invariants.ts';
import { openChat, support, type TestChat } from './open-chat.ts';
import { whileWaiting } from './while-waiting.ts';

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

  /** Erases an account, and waits until the conversation is closed for it. */
  const erase = async (userId: string, conversationId: string): Promise<void> => {
    const trail = { correlationId: newId('req'), causationId: null, actor: { kind: 'service', id: 'users' } } as const;
    const erased = newEvent(
      usersUser,
      'erased',
      { subject: userId, sequence: 2, data: {} },
      { ...trail, now: () => new Date() },
    );
    await chat.bus.publish('users.user', [erased]);
    await until('the account is erased in chat', async () => {
      const { rows } = await chat.pool.query<{ reason: string }>(
        'SELECT closed_reason AS reason FROM conversation WHERE id = $1',
        [conversationId],
      );
      return rows[0]?.reason === 'ERASURE';
    });
  };

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

  it('ends with the account of either person, as the last event of the two', async () => {
    const { buyer, seller, id } = await begun();
    await block(seller, id);
    await block(buyer, id);
    await unblock(buyer, id);
    await erase(buyer.id, id);
    expect(await eventsOfBlock(seller.id, buyer.id)).toEqual([
      ['chat.block.added', 1],
      ['chat.block.erased', 2],
    ]);
    expect(await eventsOfBlock(buyer.id, seller.id)).toEqual([
      ['chat.block.added', 1],
      ['chat.block.removed', 2],
      ['chat.block.erased', 3],
    ]);
    const { rows } = await chat.pool.query('SELECT FROM published_block WHERE $1 IN (blocker_id, blocked_id)', [
      buyer.id,
    ]);
    expect(rows).toEqual([]);
  });

  it('of an erased person cannot begin, also in a conversation that support has closed', async () => {
    const { buyer, seller, id } = await begun();
    await close(id, seller);
    await erase(buyer.id, id);
    expect(await block(seller, id)).toMatchObject({ code: 'CONVERSATION_CLOSED' });
    expect((await chat.eventsOf(id)).filter(({ type }) => type === 'chat.conversation.closed')).toHaveLength(1);
    const { rows } = await chat.pool.query('SELECT FROM block WHERE $1 IN (blocker_id, blocked_id)', [buyer.id]);
    expect(rows).toEqual([]);
  });

  it('of an erased person cannot begin where an earlier version left the reason of support', async () => {
    const { buyer, seller, id } = await begun();
    const { id: otherProduct } = await chat.product(seller);
    const other = await chat.start(buyer, { productId: otherProduct });
    await close(id, seller);
    await erase(buyer.id, other);
    await chat.pool.query("UPDATE conversation SET closed_reason = 'SUPPORT' WHERE id = $1", [id]);
    expect(await block(seller, id)).toMatchObject({ code: 'CONVERSATION_CLOSED' });
    expect(await unblock(seller, id)).toMatchObject({ code: 'CONVERSATION_CLOSED' });
    const { rows } = await chat.pool.query('SELECT FROM block WHERE $1 IN (blocker_id, blocked_id)', [buyer.id]);
    expect(rows).toEqual([]);
    expect(await eventsOfBlock(seller.id, buyer.id)).toEqual([]);
  });

  it('of an erased person cannot begin where an earlier version left the reason of support everywhere', async () => {
    const { buyer, seller, id } = await begun();
    await close(id, seller);
    expect(await block(seller, id)).toMatchObject({ isBlockedByViewer: true });
    expect(await unblock(seller, id)).toMatchObject({ isBlockedByViewer: false });
    await erase(buyer.id, id);
    await chat.pool.query("UPDATE conversation SET closed_reason = 'SUPPORT' WHERE id = $1", [id]);
    const known = await eventsOfBlock(seller.id, buyer.id);
    expect(await block(seller, id)).toMatchObject({ code: 'CONVERSATION_CLOSED' });
    const { rows } = await chat.pool.query('SELECT FROM block WHERE $1 IN (blocker_id, blocked_id)', [buyer.id]);
    expect(rows).toEqual([]);
    expect(await eventsOfBlock(seller.id, buyer.id)).toEqual(known);
  });

  it('does not begin when the other person is erased as it is under way', async () => {
    const { buyer, seller, id } = await begun();
    const late = await whileWaiting(
      chat.pool,
      'SELECT pg_advisory_xact_lock(hashtextextended($1, 7))',
      `chat ${[buyer.id, seller.id].toSorted().join(' ')}`,
      () => block(seller, id),
      () => erase(buyer.id, id),
    );
    expect(late).toMatchObject({ code: 'CONVERSATION_CLOSED' });
    expect(await eventsOfBlock(seller.id, buyer.id)).toEqual([]);
    const { rows } = await chat.pool.query('SELECT FROM block WHERE $1 IN (blocker_id, blocked_id)', [buyer.id]);
    expect(rows).toEqual([]);
  });

  it('is not published any more by the job when it is erased at the same moment', async () => {
    const [blocker, blocked] = [newId('usr'), newId('usr')];
    await chat.pool.query('INSERT INTO block (blocker_id, blocked_id, created_at) VALUES ($1, $2, now())', [
      blocker,
      blocked,
    ]);
    await whileWaiting(
      chat.pool,
      'DELETE FROM block WHERE blocked_id = $1',
      blocked,
      () => chat.subgraph.runJob('chat.publish-blocks'),
      () => Promise.resolve(),
    );
    expect(await eventsOfBlock(blocker, blocked)).toEqual([]);
    expect(await broken()).toEqual([]);
  });

  it('is compared with its events page by page, however many there are', async () => {
    await chat.pool.query(`INSERT INTO block (blocker_id, blocked_id, created_at)
      SELECT 'usr_many_' || n, 'usr_one', now() FROM generate_series(10000, 12499) AS n`);
    await chat.pool.query(`INSERT INTO published_block (blocker_id, blocked_id, is_blocked, sequence)
      SELECT 'usr_many_' || n, 'usr_one', n <> 12000, 1 FROM generate_series(10000, 12498) AS n`);
    await chat.subgraph.runJob('chat.publish-blocks');
    expect(await eventsOfBlock('usr_many_12000', 'usr_one')).toEqual([['chat.block.added', 2]]);
    expect(await eventsOfBlock('usr_many_12499', 'usr_one')).toEqual([['chat.block.added', 1]]);
    expect(await broken()).toEqual([]);
    const again = await chat.statements(() => chat.subgraph.runJob('chat.publish-blocks'));
    expect(again.texts.filter((text) => text.includes('published_block'))).toHaveLength(3);
    await chat.pool.query("DELETE FROM block WHERE blocked_id = 'usr_one'");
    await chat.pool.query("DELETE FROM published_block WHERE blocked_id = 'usr_one'");
  });
});
