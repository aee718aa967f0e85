import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { BadEnvironment, commaList, flag, port, readEnv } from './index.ts';

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
