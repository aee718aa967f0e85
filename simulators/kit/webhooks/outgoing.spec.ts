import { describe, expect, it } from '@jest/globals';
import { createOutgoing } from './outgoing.ts';

const setUp = (options: { reorder?: number; parallel?: number } = {}) => {
  const sent: number[] = [];
  const state = { paused: false };
  let mostAtOnce = 0;
  let atOnce = 0;
  const outgoing = createOutgoing<number>({
    parallel: options.parallel ?? 1,
    paused: () => state.paused,
    reorder: () => options.reorder ?? 0,
    async send(item) {
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      await new Promise(setImmediate);
      sent.push(item);
      atOnce -= 1;
    },
  });
  const untilSent = async (count: number) => {
    while (sent.length < count) await new Promise(setImmediate);
  };
  return { outgoing, sent, state, untilSent, mostAtOnce: () => mostAtOnce };
};

describe('a line of webhooks', () => {
  it('leaves in order, no more at once than allowed', async () => {
    const { outgoing, sent, untilSent, mostAtOnce } = setUp({ parallel: 2 });
    for (const item of [1, 2, 3, 4, 5]) outgoing.add(item);
    await untilSent(5);
    expect(sent).toEqual([1, 2, 3, 4, 5]);
    expect(mostAtOnce()).toBe(2);
  });

  it('waits while it is held, and leaves then', async () => {
    const { outgoing, sent, state, untilSent } = setUp();
    state.paused = true;
    outgoing.add(1);
    outgoing.add(2);
    expect(outgoing.waiting()).toBe(2);
    state.paused = false;
    outgoing.flow();
    await untilSent(2);
    expect(sent).toEqual([1, 2]);
  });

  it('is turned round batch by batch, and does not wait for ever for a full one', async () => {
    const { outgoing, sent, untilSent } = setUp({ reorder: 3 });
    for (const item of [1, 2, 3, 4, 5]) outgoing.add(item);
    await untilSent(5);
    expect(sent).toEqual([3, 2, 1, 5, 4]);
  });
});
