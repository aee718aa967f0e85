import { describe, expect, it } from '@jest/globals';
import type { Bet } from '../../domain/bets/bet.ts';
import { createFewAlone } from './few-alone.ts';
import type { BetRequest } from './place-alone.ts';

/** Bets that end when the spec says so, two at a time. */
function open(rules: { waitMs?: number; now?: () => number } = {}) {
  const begun: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  let at = 0;
  const alone = createFewAlone(
    async ({ key }) => {
      begun.push(key);
      await new Promise<void>((resolve, reject) => {
        ends.set(key, (error) => (error === undefined ? resolve() : reject(error)));
      });
      return { id: `bet of ${key}` } as Bet;
    },
    { most: 2, mostWaiting: 3, waitMs: 5_000, refusal: () => new Error('too busy'), now: () => at, ...rules },
  );
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return {
    begun,
    isFull: alone.isFull,
    pass: (ms: number) => void (at += ms),
    place: (key: string, since = at) =>
      alone.place({ key, since } as BetRequest).then(
        (result) => ('id' in result ? result.id : result.code),
        (error: Error) => error.message,
      ),
    async end(key: string, error?: Error) {
      ends.get(key)!(error);
      await turn();
    },
    turn,
  };
}

describe('bets that are placed alone', () => {
  it('begin when another one has ended, well or badly', async () => {
    const { begun, isFull, place, end, turn } = open();
    const answers = [place('a')];
    expect(isFull()).toBe(false);
    answers.push(place('b'), place('c'), place('d'));
    expect(isFull()).toBe(true);
    await turn();
    expect(begun).toEqual(['a', 'b']);
    await end('b', new Error('not b'));
    expect(begun).toEqual(['a', 'b', 'c']);
    await end('a');
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    await end('c');
    expect(isFull()).toBe(false);
    await end('d');
    expect(await Promise.all(answers)).toEqual(['bet of a', 'not b', 'bet of c', 'bet of d']);
  });

  it('are refused when they have waited too long', async () => {
    const { begun, pass, place, end, turn } = open();
    const answers = [place('a'), place('b'), place('c')];
    pass(1);
    answers.push(place('d'));
    await turn();
    pass(5_000);
    await end('a');
    expect(begun).toEqual(['a', 'b', 'd']);
    await end('b');
    await end('d');
    expect(await Promise.all(answers)).toEqual(['bet of a', 'bet of b', 'too busy', 'bet of d']);
  });

  it('are refused at once when there is no connection for those before them', async () => {
    const { begun, place, end, turn } = open();
    const answers = [place('a'), place('b'), place('c'), place('d')];
    await turn();
    await end('a', new Error('timeout exceeded when trying to connect'));
    expect(begun).toEqual(['a', 'b']);
    await end('b');
    const full = 'timeout exceeded when trying to connect';
    expect(await Promise.all(answers)).toEqual([full, 'bet of b', 'too busy', 'too busy']);
    const next = place('e');
    await turn();
    await end('e');
    expect(await next).toBe('bet of e');
  });

  it('are refused at once when as many wait as may', async () => {
    const { place, end, turn } = open();
    const answers = ['a', 'b', 'c', 'd', 'e'].map((key) => place(key));
    await turn();
    expect(await place('f')).toBe('too busy');
    for (const key of ['a', 'b', 'c', 'd', 'e']) await end(key);
    expect(await Promise.all(answers)).toEqual(['a', 'b', 'c', 'd', 'e'].map((key) => `bet of ${key}`));
  });

  it('are refused in time when those before them do not end', async () => {
    const { begun, place, end } = open({ waitMs: 20, now: () => performance.now() });
    const answers = [place('a', performance.now()), place('b', performance.now())];
    expect(await place('c', performance.now())).toBe('too busy');
    await end('a');
    await end('b');
    expect(await Promise.all(answers)).toEqual(['bet of a', 'bet of b']);
    expect(begun).toEqual(['a', 'b']);
  });
});
