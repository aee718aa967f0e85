import { describe, expect, it } from '@jest/globals';
import { createBreaker } from './breaker.ts';

const hanging = async (): Promise<never> => {
  throw new Error('hangs');
};
const refusing = async (): Promise<never> => {
  throw new Error('refuses');
};

/** A breaker with a clock that the test moves, and the requests that it sent. */
function open(options: { failures?: number; maxRunning?: number } = {}) {
  const clock = { now: 0 };
  let sent = 0;
  const breaker = createBreaker({
    failures: 3,
    openMs: 1_000,
    maxRunning: Infinity,
    hangs: (error) => (error as Error).message === 'hangs',
    now: () => clock.now,
    ...options,
  });
  const run = (send: () => Promise<unknown> = async () => 'answer'): Promise<unknown> =>
    breaker
      .run(() => {
        sent += 1;
        return send();
      })
      .catch((error: unknown) => (error as Error).name);
  return { run, clock, sent: () => sent };
}

describe('the breaker of a subgraph', () => {
  it('sends nothing for a while after requests that hung one after another, then one', async () => {
    const { run, clock, sent } = open();
    for (let asked = 0; asked < 3; asked += 1) await run(hanging);
    expect(await run()).toBe('NotSent');
    clock.now = 999;
    expect(await run()).toBe('NotSent');
    expect(sent()).toBe(3);
    clock.now = 1_000;
    expect(await Promise.all([run(hanging), run(), run()])).toEqual(['Error', 'NotSent', 'NotSent']);
    clock.now = 1_999;
    expect(await run()).toBe('NotSent');
    clock.now = 2_000;
    expect(await Promise.all([run(), run()])).toEqual(['answer', 'NotSent']);
    expect(await Promise.all([run(), run(), run(hanging), run()])).toEqual(['answer', 'answer', 'Error', 'answer']);
  });

  it('lets requests through that are refused or answered between those that hang', async () => {
    const { run } = open();
    for (const send of [hanging, hanging, refusing, hanging, hanging, async () => 'answer', hanging, hanging])
      await run(send);
    expect(await run()).toBe('answer');
  });

  it('is never closed with 0', async () => {
    const { run } = open({ failures: 0 });
    for (let asked = 0; asked < 20; asked += 1) await run(hanging);
    expect(await run()).toBe('answer');
  });

  it('refuses requests while too many are under way', async () => {
    const { run } = open({ maxRunning: 2 });
    let finish: (value: string) => void = () => {};
    const slow = () => new Promise<string>((resolve) => (finish = resolve));
    const [one, other] = [run(slow), run(async () => 'answer')];
    expect(await run()).toBe('NotSent');
    expect(await other).toBe('answer');
    expect(await run()).toBe('answer');
    finish('late');
    expect(await one).toBe('late');
  });
});
