import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

interface Report {
  diagnostics: { code: string; filename: string; labels: { span: { line: number } }[] }[];
}

/** A house of toy files: each imports what is forbidden to it, and then what is allowed. */
const everywhere = [
  'kafkajs',
  '@prisma/adapter-pg',
  '@soko/subgraph-users',
  '@soko/subgraph-users/seed',
  '../../../../subgraphs/users/index.ts',
];

/** Another subgraph by a relative path, from a file that lies this many folders deep in its subgraph. */
const ofOtherSubgraphs = (depth: number): string[] => [`${'../'.repeat(depth + 1)}users/index.ts`];

const impure = [
  'pg',
  'fastify',
  'node:fs',
  'node:fs/promises',
  'fs',
  '@redis/client',
  '@soko/limits',
  'node:http',
  '@prisma/client',
  '@soko/postgres',
  '@soko/event-bus',
  '@soko/outbox',
  '@soko/subgraph',
  '../providers/provider.ts',
  '../peers/payments.ts',
  '../context.ts',
  '../services.ts',
  '../env.ts',
  '../loaders.ts',
  '../generated/graphql.ts',
  '../store/toys.ts',
  '../commands/make-toy.ts',
  '../resolvers/mutation.ts',
  '../events/on-toy-made.ts',
];

const rooms: Record<string, { forbidden: string[]; allowed: string[] }> = {
  'subgraphs/toys/domain/toy.ts': {
    forbidden: [...everywhere, ...ofOtherSubgraphs(1), ...impure],
    allowed: [
      './toy-state.ts',
      './shapes/round.ts',
      '@soko/money',
      '@soko/errors',
      '@soko/events',
      'zod',
      'node:crypto',
    ],
  },
  'subgraphs/toys/domain/shapes/round.ts': {
    forbidden: [...everywhere, ...ofOtherSubgraphs(2), ...impure.map((name) => name.replace('../', '../../'))],
    allowed: ['./square.ts', '../toy.ts', '@soko/money'],
  },
  'subgraphs/toys/domain/toy.spec.ts': { forbidden: ['../context.ts'], allowed: ['fast-check', '@jest/globals'] },
  'subgraphs/toys/store/toys.ts': {
    forbidden: [
      ...everywhere,
      ...ofOtherSubgraphs(1),
      '../commands/make-toy.ts',
      '../resolvers/query.ts',
      '../events/group.ts',
      '../context.ts',
    ],
    allowed: [
      'pg',
      '@soko/postgres',
      '@soko/outbox',
      '@soko/subgraph',
      '../domain/toy.ts',
      '../generated/prisma/client.ts',
    ],
  },
  'subgraphs/toys/commands/make-toy.ts': {
    forbidden: [...everywhere, ...ofOtherSubgraphs(1), '../resolvers/mutation.ts', '../events/on-toy-made.ts'],
    allowed: ['pg', '../domain/toy.ts', '../store/toys.ts', '../peers/payments.ts', '../services.ts', '@soko/subgraph'],
  },
  'subgraphs/toys/resolvers/query.ts': {
    forbidden: [...everywhere, ...ofOtherSubgraphs(1), '../events/on-toy-made.ts'],
    allowed: ['../store/toys.ts', '../commands/make-toy.ts', '../domain/toy.ts', '../loaders.ts', '@soko/subgraph'],
  },
  'subgraphs/toys/events/on-toy-made.ts': {
    forbidden: [...everywhere, ...ofOtherSubgraphs(1), '../resolvers/mutation.ts', '../resolvers/query.ts'],
    allowed: ['../store/toys.ts', '../commands/make-toy.ts', '@soko/outbox', '@soko/event-bus', '@soko/subgraph'],
  },
  'subgraphs/toys/resolvers/parts/wheel.ts': {
    forbidden: [...everywhere, ...ofOtherSubgraphs(2), '../../events/on-toy-made.ts'],
    allowed: ['../query.ts', '../../store/toys.ts'],
  },
  'subgraphs/toys/providers/provider.ts': {
    forbidden: [
      ...everywhere,
      ...ofOtherSubgraphs(1),
      '../commands/make-toy.ts',
      '../resolvers/query.ts',
      '../store/toys.ts',
    ],
    allowed: ['undici', '../domain/toy.ts'],
  },
  'subgraphs/toys/routes/webhook.ts': {
    forbidden: [...everywhere, ...ofOtherSubgraphs(1), '../resolvers/query.ts'],
    allowed: ['fastify', '../commands/make-toy.ts', '../store/toys.ts', '../services.ts'],
  },
  'subgraphs/toys/ledger/post.ts': {
    forbidden: [...everywhere, ...ofOtherSubgraphs(1), '../services.ts', '../domain/toy.ts', '../store/toys.ts'],
    allowed: ['./account.ts', '@soko/postgres'],
  },
  'subgraphs/toys/secrets/key.ts': { forbidden: [...everywhere, ...ofOtherSubgraphs(1)], allowed: ['../services.ts'] },
  'subgraphs/toys/context.ts': { forbidden: [...everywhere, ...ofOtherSubgraphs(0)], allowed: ['./services.ts'] },
  'gateway/plugins/toys.ts': { forbidden: everywhere, allowed: ['graphql'] },
  'packages/event-bus/kafka/client.ts': { forbidden: everywhere.slice(1), allowed: ['kafkajs'] },
  'packages/postgres/pool.ts': { forbidden: [everywhere[0]!, ...everywhere.slice(2)], allowed: ['@prisma/adapter-pg'] },
  'compositions/subgraphs.ts': { forbidden: everywhere.slice(0, 2), allowed: ['@soko/subgraph-users'] },
};

const folder = mkdtempSync(join(tmpdir(), 'soko-lint-'));
let report: Report;

function lint(): Report {
  for (const file of ['.oxlintrc.json', '.oxlint-rooms.json']) copyFileSync(file, join(folder, file));
  for (const [file, { forbidden, allowed }] of Object.entries(rooms)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    // Of types as well: a type ties a file to another as a value does.
    const lines = [...forbidden, ...allowed].map((name, line) => `import type { Name${line} } from '${name}';`);
    writeFileSync(join(folder, file), `${lines.join('\n')}\n`);
  }
  try {
    const args = [resolve('node_modules/oxlint/bin/oxlint'), '--format', 'json'];
    return JSON.parse(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })) as Report;
  } catch (error) {
    // It ends with 1 when it finds something, which it should.
    return JSON.parse((error as { stdout: string }).stdout) as Report;
  }
}

beforeAll(() => {
  report = lint();
});
afterAll(() => rmSync(folder, { recursive: true }));

const refusedIn = (file: string): number[] =>
  report.diagnostics
    .filter(({ filename, code }) => filename === file && code.includes('no-restricted-imports'))
    .map(({ labels }) => labels[0]!.span.line);

describe('the rules of imports', () => {
  it.each(Object.entries(rooms))('of %s refuse what is forbidden, and nothing else', (file, { forbidden, allowed }) => {
    const refused = refusedIn(file);
    const names = [...forbidden, ...allowed];
    expect(names.filter((_name, index) => refused.includes(index + 1))).toEqual(forbidden);
  });
});
