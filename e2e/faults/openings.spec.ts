import { describe, expect, it } from '@jest/globals';
import { createOpenings, openAll } from '../harness/openings.ts';

describe('what a set-up opens', () => {
  it('is closed when the set-up fails, the last first, also what opens after the failure', async () => {
    const closed: string[] = [];
    let start = (_name: string): void => {};
    const late = new Promise<string>((resolve) => {
      start = resolve;
    });
    const setUp = openAll(async ({ open }) => {
      await open(Promise.resolve('server'), (name) => closed.push(name));
      const broker = open(late, (name) => closed.push(name));
      const seed = open(Promise.reject<string>(new Error('Seeding failed')), (name) => closed.push(name));
      return Promise.all([broker, seed]);
    });
    start('broker');
    await expect(setUp).rejects.toThrow('Seeding failed');
    expect(closed).toEqual(['broker', 'server']);
  });

  it('is closed once, also when another closing fails, whose error is thrown', async () => {
    const closed: string[] = [];
    const { open, close } = createOpenings();
    await open(Promise.resolve('server'), (name) => closed.push(name));
    await open(Promise.resolve('broker'), () => {
      throw new Error('The broker does not stop');
    });
    await expect(close()).rejects.toThrow('The broker does not stop');
    await close();
    expect(closed).toEqual(['server']);
  });
});
