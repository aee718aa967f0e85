import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@soko/log';
import { compose } from '../test/fixture-graph.ts';
import { checkSupergraph } from './check-supergraph.ts';
import { gatewayConfig, parseGatewayConfig } from './gateway-config.ts';
import { suggestion } from './nearest.ts';

const live = 'type Subscription { ticks: Int }';
const supergraph = compose({
  'fruit-stand': 'type Query { fruits: Int }',
  fruit_stand: `type Query { pears: Int } ${live}`,
});

/** The warnings about a configuration; throws what `checkSupergraph` throws. */
function check(config: object, source: Record<string, string> = {}, text = supergraph): Record<string, unknown>[] {
  const lines: string[] = [];
  const log = createLogger({
    name: 'gateway',
    level: 'debug',
    destination: { write: (line) => void lines.push(line) },
  });
  checkSupergraph(text, { config: gatewayConfig.parse(config), source, place: 'super.graphql', log });
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const served = { all: { subscriptions: {} } };

describe('the configuration of a supergraph', () => {
  it('gives no warning when everything in it is known', () => {
    const rules = { timeoutMs: 5, headers: { set: { 'x-key': '${STAND_KEY}' } } };
    const variables = { MAX_DEPTH: 2, FRUIT_STAND_URL: 'http://a/', STAND_KEY: 'k' };
    expect(check({ ...served, subgraphs: { 'fruit-stand': { ...served.all, ...rules } }, variables })).toEqual([]);
  });

  it('gives a warning with the nearest name for rules of a subgraph that is not there', () => {
    const warnings = check({ ...served, subgraphs: { fruit_stnad: {}, weather: {} } }).map(({ msg }) => msg);
    expect(warnings).toEqual([
      'the supergraph has no subgraph "fruit_stnad", for which there are rules; is "fruit-stand" meant?',
      'the supergraph has no subgraph "weather", for which there are rules',
    ]);
  });

  it('is refused for a variable that nothing reads', () => {
    expect(() => check({ variables: { MAX_DEPHT: 3 } })).toThrow(
      'variables.MAX_DEPHT of the file is no variable of the gateway; is "MAX_DEPTH" meant?',
    );
    expect(check({ ...served, variables: { FRUIT_STND_URL: 'http://a/' } })).toMatchObject([
      { msg: expect.stringContaining('is "FRUIT_STAND_URL" meant?') },
    ]);
  });

  it('is refused for a variable that two subgraphs would read', () => {
    expect(() => check(served, { FRUIT_STAND_URL: 'http://a/' })).toThrow(
      'FRUIT_STAND_URL is of two subgraphs, "fruit-stand" and "fruit_stand"',
    );
    expect(() => check(served, { FRUIT_STAND_TIMEOUT_MS: '5' })).toThrow('FRUIT_STAND_TIMEOUT_MS is of two');
  });

  it('gives a warning when no rule says how clients subscribe', () => {
    expect(check({})).toMatchObject([{ field: 'ticks', subgraphs: ['fruit_stand'] }]);
  });

  it.each([
    ['type Query { fruits: Int }', 'super.graphql is the schema of one subgraph or of clients, and no supergraph'],
    ['<html>', 'The supergraph super.graphql is no schema: Syntax Error'],
    ['', 'The supergraph super.graphql is no schema: Syntax Error'],
  ])('is refused without a supergraph: %s', (text, sentence) => {
    expect(() => check({}, {}, text)).toThrow(sentence);
  });
});

describe('a key of the file that is not known', () => {
  it.each([
    [{ subgrahps: {} }, 'the file: "subgrahps" is not known here; is "subgraphs" meant?'],
    [{ all: { time_outMS: 1 } }, 'all: "time_outMS" is not known here; is "timeoutMs" meant?'],
    [{ subgraphs: { a: { header: {} } } }, 'subgraphs.a: "header" is not known here; is "headers" meant?'],
    [{ subgraphs: { a: { headers: { frward: [] } } } }, 'headers: "frward" is not known here; is "forward" meant?'],
    [{ all: { colour: 1 } }, 'all: "colour" is not known here'],
  ])('is refused with the one that is meant: %j', (file, sentence) => {
    expect(() => parseGatewayConfig(JSON.stringify(file), 'f.json')).toThrow(sentence);
  });

  it('has no suggestion when none is near', () => {
    expect(suggestion('colour', ['url', 'timeoutMs'])).toBe('');
    expect(suggestion('x', [])).toBe('');
  });
});
