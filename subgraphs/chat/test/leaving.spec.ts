import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { checkInvariants } from '@soko/invariants';
import { prune } from '@soko/postgres';
import { until } from '@soko/testing';
import { notifyWaiting } from '../commands/notify-waiting.ts';
import { seedConversation } from '../seed.ts';
import { invariants } from '../store/invariants.ts';
import { personalData } from '../store/personal-data.ts';
import { pruneRules } from '../store/prune-rules.ts';
import { openChat, type Outcome, support, type TestChat } from './open-chat.ts';

const minuteMs = 60_000;

/** The rows of `message` that a plan has read. */
const messagesRead = (plan: Outcome): number =>
  (plan['Relation Name'] === 'message' ? plan['Actual Rows'] * plan['Actual Loops'] : 0) +
  (plan.Plans ?? []).reduce((sum: number, part: Outcome) => sum + messagesRead(part), 0);

describe('a person who stays away', () => {
  let chat: TestChat;
  let now = new Date('2026-03-01T12:00:00Z');
  const pass = (ms: number): void => void (now = new Date(now.getTime() + ms));
  beforeAll(async () => {
    chat = await openChat({}, () => now);
  });
  afterAll(() => chat.close());

  const begun = async () => {
    const product = await chat.product();
    const buyer = chat.person();
    return { product, buyer, seller: product.seller, id: await chat.start(buyer, { productId: product.id }) };
  };
  const waitingFor = async (id: string) => {
    await notifyWaiting({ pool: chat.pool, now: () => now });
    return (await chat.eventsOf(id))
      .filter(({ type }) => type.endsWith('message_waiting'))
      .map(({ data }) => [(data as Outcome).recipientId, (data as Outcome).unread]);
  };

  it('is notified once after five minutes, and again only after reading', async () => {
    const { id, buyer, seller } = await begun();
    pass(4 * minuteMs);
    await chat.send(buyer, id, 'Hello?');
    expect(await waitingFor(id)).toEqual([]);
    pass(minuteMs);
    expect(await waitingFor(id)).toEqual([[seller.id, 2]]);
    await chat.send(buyer, id, 'Still there?');
    pass(60 * minuteMs);
    expect(await waitingFor(id)).toEqual([[seller.id, 2]]);
    await chat.mutate(seller, 'markConversationRead', { conversationId: id });
    await chat.send(buyer, id, 'And now?');
    pass(5 * minuteMs);
    expect(await waitingFor(id)).toEqual([
      [seller.id, 2],
      [seller.id, 1],
    ]);
  });

  it('is notified of nothing that was read, is blocked or closed, and once by several processes', async () => {
    const read = await begun();
    await chat.mutate(read.seller, 'markConversationRead', { conversationId: read.id });
    const blocked = await begun();
    await chat.mutate(blocked.seller, 'blockConversation', { conversationId: blocked.id });
    const closed = await begun();
    const { messages } = await chat.see(closed.seller, closed.id, 'messages(last: 1) { nodes { id } }');
    const report = { messageId: messages.nodes[0].id, reason: 'FRAUD' };
    const { id: reportId } = await chat.mutate(closed.seller, 'reportMessage', report, '... on MessageReport { id }');
    await chat.mutate(support, 'decideMessageReport', { reportId, decision: 'CLOSE_CONVERSATION' }, '');
    const open = await begun();
    pass(6 * minuteMs);
    await Promise.all([1, 2, 3].map(() => notifyWaiting({ pool: chat.pool, now: () => now })));
    expect(await waitingFor(read.id)).toEqual([]);
    for (const { id } of [blocked, closed]) expect(await waitingFor(id)).toEqual([]);
    expect(await waitingFor(open.id)).toEqual([[open.seller.id, 1]]);
  });

  it('is notified of what is still unread some minutes after a block has ended', async () => {
    const { id, seller } = await begun();
    await chat.mutate(seller, 'blockConversation', { conversationId: id });
    pass(60 * minuteMs);
    await chat.mutate(seller, 'unblockConversation', { conversationId: id });
    expect(await waitingFor(id)).toEqual([]);
    pass(5 * minuteMs);
    expect(await waitingFor(id)).toEqual([[seller.id, 1]]);
  });

  it('is notified though another person cannot be', async () => {
    const broken = await begun();
    const sound = await begun();
    await chat.pool.query(`ALTER TABLE conversation ADD CONSTRAINT spec_broken CHECK (id <> '${broken.id}') NOT VALID`);
    pass(6 * minuteMs);
    await expect(notifyWaiting({ pool: chat.pool, now: () => now })).rejects.toThrow('rows failed');
    await chat.pool.query('ALTER TABLE conversation DROP CONSTRAINT spec_broken');
    expect(await waitingFor(sound.id)).toEqual([[sound.seller.id, 1]]);
    expect(await waitingFor(broken.id)).toEqual([[broken.seller.id, 1]]);
  });

  it('leaves no text, note or block behind when their account is erased', async () => {
    const { id, buyer, seller } = await begun();
    await chat.send(seller, id, 'Yes, it is.');
    const other = await begun();
    await chat.mutate(other.seller, 'blockConversation', { conversationId: other.id });
    const { messages } = await chat.see(buyer, id, 'messages(last: 1) { nodes { id } }');
    const report = { messageId: messages.nodes[0].id, reason: 'OTHER', note: 'My name is Amina' };
    await chat.mutate(buyer, 'reportMessage', report, '... on MessageReport { id }');
    const trail = { correlationId: newId('req'), causationId: null, actor: { kind: 'service', id: 'users' } } as const;
    const erased = newEvent(
      usersUser,
      'erased',
      { subject: buyer.id, sequence: 2, data: {} },
      { ...trail, now: () => now },
    );
    await chat.bus.publish('users.user', [erased]);
    await until('the conversation is closed', async () => (await chat.see(seller, id)).status === 'CLOSED');
    const texts = 'messages(first: 10) { nodes { text } }';
    expect((await chat.see(seller, id, texts)).messages.nodes).toEqual([{ text: null }, { text: 'Yes, it is.' }]);
    const rows = await chat.pool.query('SELECT note FROM report WHERE reporter_id = $1', [buyer.id]);
    expect(rows.rows).toEqual([{ note: null }]);
    const hashes = await chat.pool.query('SELECT input_hash FROM message WHERE sender_id = $1', [buyer.id]);
    expect(hashes.rows).toEqual([{ input_hash: null }]);
    const input = { conversationId: id, text: 'Hello', clientId: newId('req') };
    expect(await chat.mutate(seller, 'sendMessage', input)).toMatchObject({ code: 'CONVERSATION_CLOSED' });
    expect(await chat.mutate(seller, 'blockConversation', { conversationId: id })).toMatchObject({
      code: 'CONVERSATION_CLOSED',
    });
    const events = await chat.eventsOf(id);
    expect(events.at(-1)).toMatchObject({ type: 'chat.conversation.closed', data: { reason: 'ERASURE' } });
  });

  it('can have a copy of what they wrote and received, for services alone', async () => {
    const { id, buyer, seller } = await begun();
    await chat.send(seller, id, 'Yes, it is.');
    const text = 'query ($userId: ID!, $after: String) { chatDataOf(userId: $userId, after: $after) }';
    const copyOf = async (userId: string): Promise<Outcome> => {
      const found: Outcome = {};
      for (let after: string | null = null, more = true; more; more = after !== null) {
        const as = { kind: 'service', name: 'users' } as const;
        const part: Outcome = (await chat.query(text, { userId, after }, { as })).data['chatDataOf'];
        found[part.section] = [...(found[part.section] ?? []), ...part.items];
        after = part.next;
      }
      return found;
    };
    expect(await copyOf(buyer.id)).toMatchObject({
      conversations: [{ id, side: 'BUYER', about: 'Oak lamp' }],
      messages: [
        { conversationId: id, isOwn: true, text: 'Is it available?', pictures: null },
        { conversationId: id, isOwn: false, text: 'Yes, it is.' },
      ],
      uploadedPictures: [],
      reports: [],
      blockedPeople: [],
    });
    for (let count = 0; count < 250; count += 1) {
      await chat.pool.query(
        `INSERT INTO message (id, conversation_id, sequence, sender_id, client_id, text, is_masked, created_at)
         SELECT $1, $2, last_sequence + 1, seller_user_id, $1, 'Filler', false, last_message_at FROM conversation WHERE id = $2`,
        [newId('msg'), id],
      );
      await chat.pool.query('UPDATE conversation SET last_sequence = last_sequence + 1 WHERE id = $1', [id]);
    }
    expect((await copyOf(buyer.id)).messages).toHaveLength(252);
    expect(await copyOf(newId('usr'))).toMatchObject({ conversations: [], messages: [] });
    for (const viewer of [buyer, support]) {
      const { errors } = await chat.query(text, { userId: buyer.id }, { as: viewer });
      expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
    }
    await chat.pool.query('DELETE FROM conversation WHERE id = $1', [id]);
  });

  it('can have a copy of many messages, each part of which reads its own alone', async () => {
    const userId = newId('usr');
    const client = await chat.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(
        `INSERT INTO conversation (id, status, buyer_id, seller_id, seller_user_id, subject_kind, subject_id, about, version,
          last_sequence, created_at, last_message_at)
        SELECT 'cnv_copy_' || n, 'OPEN', CASE WHEN n < 50 THEN $1 ELSE 'usr_other' END, 'slr_' || n, 'usr_copy_' || n, 'PRODUCT', 'prd_copy', 'Lamp', 1, 100, now(), now()
        FROM generate_series(10, 99) AS n`,
        [userId],
      );
      await client.query(
        `INSERT INTO participant (conversation_id, user_id, side, last_message_at)
        SELECT 'cnv_copy_' || n, $1, 'BUYER', now() FROM generate_series(10, 49) AS n`,
        [userId],
      );
      await client.query(
        `INSERT INTO message (id, conversation_id, sequence, sender_id, client_id, text, is_masked, created_at)
        SELECT 'msg_copy_' || s || '_' || n, 'cnv_copy_' || n, s, CASE WHEN n < 50 THEN $1 ELSE 'usr_other' END, n || '_' || s,
          'Filler', false, now()
        FROM generate_series(10, 99) AS n, generate_series(1, CASE WHEN n < 50 THEN 100 ELSE 600 END) AS s`,
        [userId],
      );
      await client.query(
        `INSERT INTO message (id, conversation_id, sequence, sender_id, client_id, text, is_masked, created_at)
        VALUES ('msg_answer', 'cnv_copy_99', 601, $1, 'answer', 'Yes.', false, now())`,
        [userId],
      );
      await client.query('ANALYZE message; ANALYZE participant; ANALYZE conversation');
      const { sql } = personalData.find(({ name }) => name === 'messages')!;
      const keys = new Set<string>();
      for (let after = '', size = 200; size === 200;) {
        const values = [userId, after, 200];
        const { rows: plans } = await client.query<Outcome>(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, values);
        expect(messagesRead(plans[0]['QUERY PLAN'][0].Plan)).toBeLessThanOrEqual(1_000);
        const { rows } = await client.query<{ key: string }>(sql, values);
        for (const { key } of rows) keys.add(key);
        size = rows.length;
        after = rows.at(-1)?.key ?? '';
      }
      expect(keys.size).toBe(4_000);
      const { sql: forStores } = personalData.find(({ name }) => name === 'messagesForStores')!;
      const { rows: answers } = await client.query<Outcome>(forStores, [userId, '', 200]);
      expect(answers.map(({ item }) => item)).toMatchObject([{ id: 'msg_answer', isOwn: true, text: 'Yes.' }]);
      expect((await client.query(forStores, [userId, 'msg_answer', 200])).rows).toEqual([]);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });

  it('keeps a conversation until it is old, and as long as a report of it is open', async () => {
    const kept = await begun();
    const old = await begun();
    const first = (await chat.see(kept.seller, kept.id, 'messages(first: 1) { nodes { id } }')).messages.nodes[0].id;
    const report = { messageId: first, reason: 'SPAM' };
    const { id: reportId } = await chat.mutate(kept.seller, 'reportMessage', report, '... on MessageReport { id }');
    const later = (days: number) => ({ now: new Date(now.getTime() + days * 1_440 * minuteMs) });
    const rules = pruneRules({ conversationDays: 730 });
    await prune(chat.pool, rules, later(729));
    expect(await chat.see(old.buyer, old.id)).not.toBeNull();
    await prune(chat.pool, rules, later(731));
    expect(await chat.see(old.buyer, old.id)).toBeNull();
    expect(await chat.see(kept.buyer, kept.id)).not.toBeNull();
    await chat.mutate(support, 'decideMessageReport', { reportId, decision: 'DISMISS' }, '');
    await prune(chat.pool, rules, later(731));
    expect(await chat.see(kept.buyer, kept.id)).toBeNull();
  });

  it('finds a seeded conversation, once, that keeps all rules', async () => {
    const product = await chat.product();
    const buyer = chat.person();
    const seed = {
      buyerId: buyer.id,
      sellerId: product.sellerId,
      sellerUserId: product.sellerUserId,
      productId: product.id,
      about: 'Oak lamp',
      lines: ['Is it dimmable?', 'Yes, with any switch.', 'And the bulb?'],
    };
    await seedConversation(chat.pool, seed);
    await seedConversation(chat.pool, seed);
    const { data } = await chat.query(
      '{ conversations { unreadCount nodes { about messages(first: 5) { nodes { text side } } } } }',
      {},
      { as: product.seller },
    );
    expect(data['conversations']).toEqual({
      unreadCount: 1,
      nodes: [
        {
          about: 'Oak lamp',
          messages: {
            nodes: seed.lines.map((text, index) => ({ text, side: index === 1 ? 'SELLER' : 'BUYER' })),
          },
        },
      ],
    });
    const bounds = { since: new Date(0), settled: new Date(0) };
    const checked = await checkInvariants(chat.pool, invariants, bounds);
    expect(checked.filter(({ broken }) => broken.length > 0)).toEqual([]);
  });
});
