import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BadEnvironment } from '@soko/env';
import { type ForeignGraph, startForeignGraph } from './start-foreign-graph.ts';

let graph: ForeignGraph;
let folder: string;
beforeAll(async () => {
  graph = await startForeignGraph();
  folder = await mkdtemp(join(tmpdir(), 'soko-refused-'));
  graph.later(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'key.pem'), 'no certificate');
});
afterAll(() => graph.close());

/** What a start is refused with. These errors end a start with a sentence, all others with a stack. */
async function refusal(config: object, variables: Record<string, string> = {}): Promise<string> {
  const error: unknown = await graph.start(config, variables).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(BadEnvironment);
  return (error as Error).message;
}

describe('a gateway for a supergraph of others does not start', () => {
  it.each([
    ['absent.pem', 'the certificates (ca) for fruit-stand, cannot be read (ENOENT)'],
    ['key.pem', 'the certificates (ca) for fruit-stand, has no certificate in PEM'],
  ])('with the certificate %s', async (file, sentence) => {
    expect(await refusal({ subgraphs: { 'fruit-stand': { ca: join(folder, file) } } })).toContain(sentence);
  });

  it('with a value that a header cannot have, which is not shown', async () => {
    const set = { 'x-api-key': '${STAND_KEY}' };
    const message = await refusal({ all: { headers: { set } } }, { STAND_KEY: 'hunter2\r\nx-admin: yes' });
    expect(message).toContain('The header x-api-key for fruit-stand has a value with an end of a line');
    expect(message).not.toContain('hunter2');
  });

  it.each([
    ['that is the schema of a subgraph', 'type Query { a: Int }', 'and no supergraph'],
    ['that is cut off', null, 'cannot be served'],
  ])('with a supergraph %s', async (_, text, sentence) => {
    const file = join(folder, 'supergraph.graphql');
    await writeFile(
      file,
      text ??
        graph.supergraph().replaceAll('join__Graph', 'join__Grape').replace('enum join__Grape', 'enum join__Graph'),
    );
    expect(await refusal({}, { SUPERGRAPH_PATH: file })).toContain(sentence);
  });
});
