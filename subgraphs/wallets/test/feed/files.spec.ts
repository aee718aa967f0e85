import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { person, until } from '@soko/testing';
import Fastify, { type FastifyInstance } from 'fastify';
import { type Outcome, trader } from '../markets/open-book.ts';
import { type FeedBook, feedOf, openFeedBook } from './open-feed.ts';

let book: FeedBook;
let app: FastifyInstance;
let base: string;
beforeAll(async () => {
  book = await openFeedBook();
  app = Fastify();
  await book.subgraph.routes(app);
  base = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await app.close();
  await book.close();
});

const parts = 'id status lines applied repeated refused problems(first: 5) { line seq } missing { from to } endedAt';

const upload = (more: object = {}, as: Viewer = trader): Promise<Outcome> =>
  book.mutate(
    'uploadFeed',
    { idempotencyKey: newId('req'), ...more },
    `... on FeedUpload { url expiresAt maxBytes import { ${parts} } } ... on TooManyFeedFiles { code max }`,
    as,
  );

async function put(url: string, body: string | Uint8Array<ArrayBuffer>): Promise<number> {
  const { pathname, search } = new URL(url);
  const headers = { 'content-type': 'application/x-ndjson' };
  const response = await fetch(base + pathname + search, { method: 'PUT', headers, body });
  await response.text();
  return response.status;
}

async function look(id: string): Promise<Outcome> {
  const { data } = await book.query(`query ($id: ID!) { feedImport(id: $id) { ${parts} } }`, { id }, { as: trader });
  return data['feedImport'];
}

const untilStatus = (id: string, status: string): Promise<Outcome> =>
  until(`the import is ${status}`, async () => {
    const found = await look(id);
    return found.status === status && found;
  });

const toText = (lines: readonly (object | string)[]): string =>
  lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');

const resume = (importId: string, more: object = {}): Promise<Outcome> =>
  book.mutate('resumeFeedImport', { importId, ...more }, `... on FeedImport { ${parts} }`);

const leftParts = async (id: string): Promise<number> =>
  (await book.pool.query('SELECT FROM feed_file_part WHERE import_id = $1', [id])).rowCount ?? 0;

describe('a file of a feed', () => {
  it('of more lines than a request may have is applied once, bad lines reported by their number', async () => {
    const feed = feedOf('file-long');
    const [first, last] = [
      [feed.fixture(), feed.odds(), feed.line('bet_stop')],
      [feed.line('bet_start'), feed.odds()],
    ];
    const odd = Array.from({ length: 1_000 }, () => 'no line of a feed');
    const { url, maxBytes, import: made } = await upload();
    expect([made.status, maxBytes]).toEqual(['UPLOADING', 33_554_432]);
    expect(await put(url, toText([...first, '', ...odd, ...last]))).toBe(204);
    expect(await put(url, 'another')).toBe(409);
    const done = await untilStatus(made.id, 'DONE');
    expect(done).toMatchObject({ lines: 1_005, applied: 5, repeated: 0, refused: 1_000 });
    expect(done.problems[0]).toEqual({ line: 5, seq: null });
    expect(await leftParts(made.id)).toBe(0);
    // The same lines again change nothing.
    const again = await upload();
    expect(await put(again.url, toText([...first, ...last]))).toBe(204);
    expect(await untilStatus(again.import.id, 'DONE')).toMatchObject({ applied: 0, repeated: 5, refused: 0 });
    expect(await resume(again.import.id)).toMatchObject({ code: 'FEED_IMPORT_NOT_STOPPED' });
  });

  it('stops at missing lines in the middle of a part, and continues at the next line', async () => {
    const feed = feedOf('file-gap');
    const first = [feed.fixture(), feed.odds()];
    const missing = [feed.line('bet_stop')];
    const rest = [feed.line('bet_start'), feed.line('bet_stop'), feed.line('bet_start')];
    const { url, import: made } = await upload();
    expect(await put(url, toText([...first, ...rest]))).toBe(204);
    expect(await untilStatus(made.id, 'GAP')).toMatchObject({ applied: 2, missing: { from: 3, to: 3 } });
    expect(await leftParts(made.id)).toBe(1);
    await book.send(missing);
    expect(await resume(made.id)).toMatchObject({ id: made.id });
    expect(await untilStatus(made.id, 'DONE')).toMatchObject({ lines: 5, applied: 5, repeated: 0, missing: null });
  });

  it('is continued by another process where the first one died, and no line is counted twice', async () => {
    const feed = feedOf('file-died');
    const lines = [feed.fixture(), feed.odds(), feed.line('bet_stop'), feed.line('bet_start')];
    const { url, import: made } = await upload();
    // What a process leaves that died after two lines: their effects and their counts, and its lease.
    expect(await put(url, toText([lines[0]!, lines[1]!, { ...lines[3], seq: 9 }]))).toBe(204);
    await untilStatus(made.id, 'GAP');
    const died = `UPDATE feed_import SET status = 'RUNNING', lines = 4, ended_at = NULL, gap_producer = NULL, gap_from = NULL, gap_before = NULL,
      due_at = started_at WHERE id = $1`;
    await book.pool.query('UPDATE feed_file_part SET text = $2, lines = 4 WHERE import_id = $1', [
      made.id,
      toText(lines),
    ]);
    await book.pool.query(died, [made.id]);
    await book.subgraph.runJob('wallets.close-interrupted-imports');
    await book.subgraph.runJob('wallets.import-feed-files');
    expect(await untilStatus(made.id, 'DONE')).toMatchObject({ applied: 4, repeated: 0, refused: 0 });
  });

  it('is refused when it is no text, empty or for a wrong link, and can be sent again', async () => {
    const idempotencyKey = newId('req');
    const [{ url, import: made }, repeated] = [await upload({ idempotencyKey }), await upload({ idempotencyKey })];
    expect(repeated.import.id).toBe(made.id);
    await expect(upload({ idempotencyKey, acceptGap: true })).rejects.toThrow('IDEMPOTENCY_MISMATCH');
    expect(await put(url, new Uint8Array([0xff, 0xfe, 0x0a]))).toBe(422);
    expect(await put(url, 'a\0b')).toBe(422);
    expect(await put(url, '\n \n')).toBe(422);
    expect(await put(url, 'a'.repeat(100_001))).toBe(422);
    expect(await put(`${url}x`, 'a')).toBe(404);
    expect(await put('http://x/feed-uploads?token=none', 'a')).toBe(404);
    expect(await leftParts(made.id)).toBe(0);
    expect(await look(made.id)).toMatchObject({ status: 'UPLOADING' });
    const answers = await Promise.all([put(url, 'one'), put(url, 'two')]);
    expect(answers.filter((status) => status === 204)).toHaveLength(1);
    expect(await untilStatus(made.id, 'DONE')).toMatchObject({ lines: 1, refused: 1 });
    const late = await upload();
    await book.pool.query(`UPDATE feed_import SET started_at = started_at - interval '2 hours' WHERE id = $1`, [
      late.import.id,
    ]);
    await book.subgraph.runJob('wallets.expire-feed-files');
    expect(await look(late.import.id)).toMatchObject({ status: 'EXPIRED' });
    expect(await put(late.url, 'one')).toBe(409);
  });

  it('is asked for with a fixed number of SQL statements', async () => {
    const counting = person('usr_counting_trader', 'TRADER');
    const ask = () => book.statements(() => upload({}, counting));
    const asked = [await ask(), await ask(), await ask()];
    expect(asked.map(({ count }) => count)).toEqual([4, 4, 4]);
  });

  it('is for traders, who have ten at the same time at most', async () => {
    const text = `mutation ($input: UploadFeedInput!) { uploadFeed(input: $input) { __typename } }`;
    const input = { idempotencyKey: newId('req') };
    const { errors } = await book.query(text, { input }, { as: person('usr_support', 'SUPPORT') });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    const other = person('usr_other_trader', 'TRADER');
    for (let made = 0; made < 10; made += 1) expect((await upload({}, other)).url).toBeDefined();
    expect(await upload({}, other)).toMatchObject({ code: 'TOO_MANY_FEED_FILES', max: 10 });
    await expect(resume(newId('fim'))).rejects.toThrow('NOT_FOUND');
  });
});
