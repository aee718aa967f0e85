import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { BadEnvironment, commaList, flag, port, readEnv } from './index.ts';
import * as known from './known.ts';

describe('reading the environment', () => {
  it('parses what is set and falls back to defaults', () => {
    const shape = { PORT: port.default(4000), DEBUG: flag.default(false), BROKERS: commaList.optional() };
    expect(readEnv(shape, { DEBUG: 'yes', BROKERS: 'a:1, b:2' })).toEqual({
      PORT: 4000,
      DEBUG: true,
      BROKERS: ['a:1', 'b:2'],
    });
  });

  it('treats an empty string as not set', () => {
    expect(readEnv({ NAME: z.string().default('soko') }, { NAME: '' })).toEqual({ NAME: 'soko' });
  });

  it('reports every problem at once', () => {
    const read = () => readEnv({ PORT: port, DEBUG: flag }, { PORT: 'high', DEBUG: 'maybe' });
    expect(read).toThrow(BadEnvironment);
    expect(read).toThrow(/PORT[\s\S]*DEBUG/);
  });
});

describe('the variables of several processes', () => {
  it('have one rule each, with a description', () => {
    for (const [name, schema] of Object.entries(known))
      expect([name, schema.description]).toEqual([name, expect.stringMatching(/\.$/)]);
  });

  it('accept no short key for seals', () => {
    const read = () => readEnv({ SOKO_SEAL_KEY: known.sealKey }, { SOKO_SEAL_KEY: 'x'.repeat(31) });
    expect(read).toThrow(/SOKO_SEAL_KEY: expected at least 32 random characters/);
  });

  it('list previous keys, each of them long enough', () => {
    const read = (text?: string) => readEnv({ SOKO_SEAL_KEYS_OLD: known.oldSealKeys }, { SOKO_SEAL_KEYS_OLD: text });
    const [one, other] = ['1'.repeat(32), '2'.repeat(32)];
    expect(read()).toEqual({ SOKO_SEAL_KEYS_OLD: [] });
    expect(read(`${one}, ${other}`)).toEqual({ SOKO_SEAL_KEYS_OLD: [one, other] });
    expect(() => read(`${one},short`)).toThrow(/SOKO_SEAL_KEYS_OLD: expected keys of at least 32 characters/);
  });
});
