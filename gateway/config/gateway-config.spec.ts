import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { gatewayConfigSchema, parseGatewayConfig, readGatewayConfig, rulesFor } from './gateway-config.ts';
import { settingsOf } from './settings-of.ts';

const whole = {
  $schema: './soko-gateway.schema.json',
  supergraph: 'https://registry.example/supergraph.graphql',
  all: { timeoutMs: 5_000, errors: 'mask', headers: { forward: ['x-request-id'] } },
  subgraphs: {
    'fruit-stand': {
      url: 'https://fruit.example/',
      headers: { forward: ['Authorization'], set: { 'x-api-key': '${FRUIT_KEY}' } },
      errors: { codes: ['SHELF_EMPTY'], message: true },
      ca: '/etc/soko/ca.pem',
      http2: true,
      subscriptions: { url: 'wss://fruit.example/live' },
    },
  },
  variables: { MAX_DEPTH: 20, INTROSPECTION: false },
};

const wrong = {
  rest: 'yes',
  all: { timeoutMs: 0 },
  subgraphs: { a: { url: 'ftp://a', errors: 'hide' }, b: { colour: 'red' } },
};

const isValid = new Ajv2020({ strict: false, validateFormats: false }).compile(gatewayConfigSchema());

describe('the configuration of a gateway', () => {
  it('is read, with names of headers in small letters', () => {
    const config = parseGatewayConfig(JSON.stringify(whole), 'soko-gateway.json');
    expect(rulesFor(config, 'fruit-stand')).toMatchObject({
      timeoutMs: 5_000,
      headers: { forward: ['authorization'] },
      errors: { codes: ['SHELF_EMPTY'], message: true, extensions: [] },
    });
    expect(rulesFor(config, 'constructor')).toEqual({
      timeoutMs: 5_000,
      errors: 'mask',
      headers: { forward: ['x-request-id'], set: {} },
    });
    expect(isValid(whole)).toBe(true);
  });

  it('is refused with everything that is wrong with it, as its JSON schema refuses it', () => {
    const read = () => parseGatewayConfig(JSON.stringify(wrong), 'soko-gateway.json');
    expect(read).toThrow(/soko-gateway\.json, rest: [^]*all\.timeoutMs: [^]*subgraphs\.a\.url: is not an address/);
    expect(read).toThrow(/subgraphs\.a\.errors: [^]*subgraphs\.b: .*colour/);
    expect(isValid(wrong)).toBe(false);
  });

  it.each(['soko-identity', 'Host', 'content-length', 'Proxy-Authorization', 'a b'])(
    'passes on no header %s',
    (name) => {
      const text = JSON.stringify({ all: { headers: { forward: [name] } } });
      expect(() => parseGatewayConfig(text, 'f')).toThrow(/all\.headers\.forward\.0: is/);
    },
  );

  it('says that a file is not JSON, or not there', async () => {
    expect(() => parseGatewayConfig('{', 'f.json')).toThrow('f.json is not JSON');
    await expect(readGatewayConfig('/nowhere/f.json')).rejects.toThrow('/nowhere/f.json cannot be read (ENOENT)');
  });
});

describe('the settings of a gateway', () => {
  const folders: string[] = [];
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

  it('come from the command line first, then from the environment, then from the file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'soko-config-'));
    folders.push(folder);
    const config = join(folder, 'soko-gateway.json');
    const variables = { PORT: 1, MAX_DEPTH: 2, MAX_COST: 3 };
    await writeFile(config, JSON.stringify({ supergraph: 'of-file', variables }));
    const environment = { PORT: '4', MAX_DEPTH: '5', FRUIT_STAND_URL: 'http://a/' };
    const given = { config, port: '6', subgraph: ['fruit-stand=http://b/?x=1'] };
    const { source } = await settingsOf(given, environment);
    expect(source).toEqual({
      PORT: '6',
      MAX_DEPTH: '5',
      MAX_COST: '3',
      FRUIT_STAND_URL: 'http://b/?x=1',
      SUPERGRAPH_PATH: 'of-file',
    });
    const others = { ...environment, SUPERGRAPH_PATH: 'of-environment' };
    expect((await settingsOf({ config }, others)).source['SUPERGRAPH_PATH']).toBe('of-environment');
    expect((await settingsOf({ config, supergraph: 'named' }, others)).source['SUPERGRAPH_PATH']).toBe('named');
  });

  it('name a supergraph, and each address with its subgraph', async () => {
    await expect(settingsOf({}, {})).rejects.toThrow('--supergraph <file or URL>');
    await expect(settingsOf({ supergraph: 'a', subgraph: ['http://b/'] }, {})).rejects.toThrow('is not <name>=<URL>');
  });
});
