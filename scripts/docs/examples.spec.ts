import { readFileSync } from 'node:fs';
import { Supergraph } from '@apollo/federation-internals';
import { describe, expect, it } from '@jest/globals';
import { parse, validate } from 'graphql';

const schema = Supergraph.build(readFileSync('schema/supergraph.graphql', 'utf8'), { supportedFeatures: null })
  .apiSchema()
  .toGraphQLJSSchema();

/** The operations in a document; schemas that it shows are not asked. */
const operationsIn = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^ *```graphql\n([\s\S]*?)^ *```/gm)]
    .map(([, text]) => text!)
    .filter((text) => /^\s*(\{|query|mutation)/.test(text));

const documents = [
  'README.md',
  'docs/a-first-session.md',
  'docs/following-a-purchase.md',
  'docs/following-a-request.md',
  'docs/using-the-api.md',
  'docs/webhooks.md',
];

describe.each(documents)('the examples of %s', (file) => {
  const examples = operationsIn(file);

  it('are there', () => {
    expect(examples.length).toBeGreaterThan(1);
  });

  it.each(examples)('are in the graph: %s', (example) => {
    expect(validate(schema, parse(example)).map(({ message }) => message)).toEqual([]);
  });
});
