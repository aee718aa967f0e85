import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const script = resolve(import.meta.dirname, '../../generate.mjs');
let project: string;

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
};
/** Generates for a project that has a gateway and a users subgraph. */
const generate = () => spawnSync(process.execPath, [script, '--peers'], { cwd: project, encoding: 'utf8' });

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'soko-peers-'));
  write('schema/shared.graphql', 'scalar DateTime');
  write(
    'subgraphs/users/schema.graphql',
    'type Query { apiKeyViewer(key: String!): KeyViewer } type KeyViewer { id: ID! }',
  );
});
afterEach(() => rmSync(project, { recursive: true }));

describe('npm run generate', () => {
  it('fails for a field that the other subgraph lacks, and says where it was asked for', () => {
    write('gateway/peers/users.graphql', 'query Find($key: String!) { apiKeyViewer(key: $key) { id storeId } }');
    const { status, stderr } = generate();
    expect(status).not.toBe(0);
    expect(stderr).toContain('gateway/peers/users.graphql:1: Cannot query field "storeId" on type "KeyViewer".');
  });

  it('writes the operations that fit', () => {
    write('gateway/peers/users.graphql', 'query Find($key: String!) { apiKeyViewer(key: $key) { id } }');
    generate();
    expect(readFileSync(join(project, 'gateway/generated/peers/users.ts'), 'utf8')).toContain('export const find:');
  });
});
