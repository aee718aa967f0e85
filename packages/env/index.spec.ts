import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { BadEnvironment, checkTogether, commaList, count, days, flag, port, readEnv, readRightEnv } from './index.ts';
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

  it('reports the problems of several programs together, each once', async () => {
    const readPort = () => readEnv({ PORT: port }, { PORT: 'high' });
    const checks = [readPort, readPort, async () => readEnv({ DEBUG: flag }, {}), () => readEnv({}, {})];
    const expected = { problems: ['PORT: "high" is not a port; use 0 to 65535', 'DEBUG is required'] };
    await expect(checkTogether(checks)).rejects.toMatchObject(expected);
  });

  it('gives checks of several variables the defaults of those that are wrong, unless one is required', () => {
    const shape = { PORT: port.default(4000), DEBUG: flag.default(false) };
    expect(readRightEnv(shape, { PORT: 'high', DEBUG: 'yes' })).toEqual({ PORT: 4000, DEBUG: true });
    expect(readRightEnv({ ...shape, PORT: port }, { PORT: 'high' })).toBeNull();
  });

  /** The problems of one variable. */
  const problemsOf = (name: string, schema: z.ZodType, value?: string): readonly string[] => {
    try {
      readEnv({ [name]: schema }, { [name]: value });
      return [];
    } catch (error) {
      return (error as BadEnvironment).problems;
    }
  };

  it.each([
    ['PORT', port, '70000', 'PORT: "70000" is not a port; use 0 to 65535'],
    ['PORT', port.default(1), '1.5', 'PORT: "1.5" is not a port; use 0 to 65535'],
    ['MAX_DEPTH', count(15), '0', 'MAX_DEPTH: "0" is not a whole number of at least 1'],
    ['DAYS', days(1), 'many', 'DAYS: "many" is not a whole number from 1 to 36500'],
    ['LOG_FORMAT', known.logFormat, 'xml', 'LOG_FORMAT: "xml" is not one of auto, pretty, json'],
    ['SOKO_SERVICE_KEY', known.serviceKey, ' ', 'SOKO_SERVICE_KEY is required'],
    ['SOKO_PUBLIC_URL', known.publicUrl, 'shop', 'SOKO_PUBLIC_URL: "shop" is not a URL, such as https://shop.example'],
    ['X_URL', z.url().optional(), 'http://a:b@', 'X_URL: the value is not a URL, such as https://shop.example'],
    [
      'KAFKA_BROKERS',
      known.kafkaBrokers,
      'kafka:9092,other',
      'KAFKA_BROKERS: "kafka:9092,other" names "other", which is not a host with its port, such as kafka:9092',
    ],
    [
      'DATABASE_URL',
      known.databaseUrl,
      'mysql://root:secret@db',
      'DATABASE_URL: the value is not a URL such as postgres://user:password@db.example:5432',
    ],
  ])('says in plain words what is wrong with %s', (name, schema, value, problem) => {
    expect(problemsOf(name, schema, value)).toEqual([problem]);
  });
});

describe('the variables of several processes', () => {
  it('have one rule each, with a description', () => {
    for (const [name, schema] of Object.entries(known))
      expect([name, schema.description]).toEqual([name, expect.stringMatching(/\.$/)]);
  });

  it('accept no short key for seals', () => {
    const read = () => readEnv({ SOKO_SEAL_KEY: known.sealKey }, { SOKO_SEAL_KEY: 'x'.repeat(31) });
    expect(read).toThrow(/SOKO_SEAL_KEY: the value is shorter than 32 characters/);
  });

  it('list previous keys, each of them long enough', () => {
    const read = (text?: string) => readEnv({ SOKO_SEAL_KEYS_OLD: known.oldSealKeys }, { SOKO_SEAL_KEYS_OLD: text });
    const [one, other] = ['1'.repeat(32), '2'.repeat(32)];
    expect(read()).toEqual({ SOKO_SEAL_KEYS_OLD: [] });
    expect(read(`${one}, ${other}`)).toEqual({ SOKO_SEAL_KEYS_OLD: [one, other] });
    expect(() => read(`${one},short`)).toThrow(/SOKO_SEAL_KEYS_OLD: the value has keys shorter than 32 characters/);
  });
});
