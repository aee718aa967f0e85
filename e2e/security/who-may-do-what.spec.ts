import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildClientSchema, getIntrospectionQuery, type GraphQLSchema, OperationTypeNode } from 'graphql';
import pLimit from 'p-limit';
import { type Answer, client } from '../harness/client.ts';
import { type RunningSoko, seededDataFolder, startSoko } from '../harness/soko.mjs';
import { watcher } from '../harness/watching.ts';
import type { Attack } from './hostile/operations.ts';
import { type Sound, soundValues } from './hostile/sound-values.ts';
import { changesBetween, type Databases, openDatabases } from './matrix/databases.ts';
import {
  aboutNothing,
  operationOf,
  outcomeOf,
  pathsIn,
  queriesBelow,
  type Row,
  rowsOf,
  withoutIds,
} from './matrix/outcomes.ts';
import { type Cells, differences, readPolicy, writePolicy } from './matrix/policy.ts';
import { createMatrixWorld, type MatrixWorld, type Viewer, viewers } from './matrix/viewers.ts';

let soko: RunningSoko;
let world: MatrixWorld;
let sound: Sound;
let schema: GraphQLSchema;
let databases: Databases;

beforeAll(async () => {
  const limits = ['LOG_IN_TRIES_PER_ACCOUNT', 'LOG_IN_TRIES_PER_ADDRESS', 'CODES_PER_ADDRESS_AN_HOUR'];
  const env = Object.fromEntries(limits.map((variable) => [variable, '1000000']));
  soko = await startSoko({ dataFolder: await seededDataFolder(), env });
  schema = buildClientSchema(await client({ url: soko.url }).data(getIntrospectionQuery()));
  world = await createMatrixWorld(soko);
  sound = soundValues(world.ids);
  databases = await openDatabases(soko.dataFolder);
});

afterAll(async () => {
  await databases?.close();
  await soko.stop();
  await rm(soko.dataFolder, { recursive: true, force: true });
});

const limit = pLimit(8);
const send = (viewer: Viewer, { query, variables }: Attack): Promise<Answer> =>
  limit(() => world.clients[viewer].ask(query, variables));

let cellCount = 0;

/** The answers of everyone to the rows, as a table. */
async function tableOf(rows: readonly Row[], cellOf: (row: Row, viewer: Viewer) => Promise<string>) {
  const table = await Promise.all(
    rows.map(async (row): Promise<[string, Cells]> => {
      const cells = await Promise.all(viewers.map(async (viewer) => [viewer, await cellOf(row, viewer)]));
      cellCount += cells.length;
      return [row.name, Object.fromEntries(cells) as Cells];
    }),
  );
  return new Map(table);
}

/** Mutations that end what others need: they come last. */
const endings =
  /^(logOut|eraseAccount|archive|block|cancel|remove|suspend|close|reject|revoke|fail|changePassword|setUserRoles)/;

/** Refusals that say nothing of the things that were asked for. */
const refusals = ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'null'];

/** What differs from the documentation. The table that was seen is printed then. */
function wrongCells(heading: string, seen: ReadonlyMap<string, Cells>): string[] {
  const wrong = differences(readPolicy(heading), seen);
  // oxlint-disable-next-line no-console
  if (wrong.length > 0) console.info(`${heading}\n${writePolicy(seen)}`);
  return wrong;
}

describe('everyone who asks', () => {
  it('reads what the documentation allows, and cannot tell what is not theirs from what is not there', async () => {
    const told: string[] = [];
    const seen = await tableOf(rowsOf(schema, OperationTypeNode.QUERY), async (row, viewer) => {
      const operation = operationOf(row, sound);
      const answer = await send(viewer, operation);
      const outcome = outcomeOf(answer);
      if (refusals.includes(outcome)) {
        const other = await send(viewer, aboutNothing(operation));
        if (withoutIds(other) !== withoutIds(answer)) told.push(`${row.name}: ${viewer} can tell`);
      }
      return outcome;
    });
    expect({ wrong: wrongCells('Queries', seen), told }).toEqual({ wrong: [], told: [] });
  });

  it('sees the fields that the documentation allows', async () => {
    const roots = rowsOf(schema, OperationTypeNode.QUERY).filter(({ field }) =>
      field.args.some(({ name }) => name === 'id'),
    );
    const seenBy = new Map<string, Set<Viewer>>();
    const failed: string[] = [];
    const openTo = new Map<string, Set<Viewer>>();
    await Promise.all(
      roots.flatMap((row) =>
        queriesBelow(row, sound).flatMap((operation) =>
          viewers.map(async (viewer) => {
            const { data, errors } = await send(viewer, operation);
            for (const { extensions, message } of errors ?? [])
              if (!refusals.includes(extensions.code)) failed.push(`${row.name}: ${viewer}: ${message}`);
            for (const path of pathsIn(data)) {
              const known = seenBy.get(path) ?? new Set();
              seenBy.set(path, known.add(viewer));
              cellCount += 1;
              const root = path.split('.')[0]!;
              if (path === root) openTo.set(root, known);
            }
          }),
        ),
      ),
    );
    const rows = [...seenBy].flatMap(([path, by]): [string, Cells][] => {
      const open = openTo.get(path.split('.')[0]!)!;
      if (by.size === open.size) return [];
      const parent = seenBy.get(path.split('.').slice(0, -1).join('.'));
      if (parent && parent.size === by.size && parent !== open) return [];
      return [[path, Object.fromEntries(viewers.map((viewer) => [viewer, by.has(viewer) ? 'yes' : '–'])) as Cells]];
    });
    const wrong = wrongCells('Fields', new Map(rows.toSorted(([one], [other]) => (one < other ? -1 : 1))));
    expect({ wrong, failed }).toEqual({ wrong: [], failed: [] });
  });

  it('subscribes to what the documentation allows', async () => {
    const seen = await tableOf(rowsOf(schema, OperationTypeNode.SUBSCRIPTION), async (row, viewer) => {
      const { query, variables } = operationOf(row, sound);
      // One address may open so many sockets at once, and all viewers have the same.
      const watched = await limit(async () => {
        const socket = watcher(world.clients[viewer].token, soko.url);
        return socket.watch(query, variables).finally(() => socket.close());
      });
      const errors = watched.errors as Answer['errors'] | null;
      return errors ? (errors[0]?.extensions.code ?? 'refused') : 'yes';
    });
    expect(wrongCells('Subscriptions', seen)).toEqual([]);
  });

  it('reaches no entity by its key', async () => {
    const queries = [
      '{ _entities(representations: [{ __typename: "User", id: "usr_1" }]) { __typename } }',
      '{ _service { sdl } }',
      '{ node(id: "usr_1") { id } }',
    ];
    for (const viewer of viewers)
      for (const query of queries)
        expect(outcomeOf(await send(viewer, { query, variables: {} }))).toBe('BAD_USER_INPUT');
  });

  it('changes nothing where the documentation refuses it, and cannot tell what is not theirs from what is not there', async () => {
    const policy = readPolicy('Mutations');
    await databases.settle();
    const before = await databases.snapshot();
    const told: string[] = [];
    const seen = await tableOf(rowsOf(schema, OperationTypeNode.MUTATION), async (row, viewer) => {
      const expected = policy.get(row.name)?.[viewer] ?? 'missing';
      if (expected === 'yes' || expected === 'own') return expected;
      const operation = operationOf(row, sound);
      const answer = await send(viewer, operation);
      const other = await send(viewer, aboutNothing(operation));
      const isTold = withoutIds(other) !== withoutIds(answer);
      if (isTold && expected.endsWith(' (seen)')) return `${outcomeOf(answer)} (seen)`;
      if (isTold || (outcomeOf(answer) === 'BAD_USER_INPUT' && expected !== 'BAD_USER_INPUT'))
        told.push(`${row.name}: ${viewer} can tell: ${withoutIds(answer)}, ${withoutIds(other)}`);
      return outcomeOf(answer);
    });
    const changed = changesBetween(before, await databases.snapshot());
    expect({ wrong: wrongCells('Mutations', seen), told, changed }).toEqual({ wrong: [], told: [], changed: [] });
  });

  it('does what the documentation allows', async () => {
    const policy = readPolicy('Mutations');
    const rows = rowsOf(schema, OperationTypeNode.MUTATION);
    const refused: string[] = [];
    for (const row of [
      ...rows.filter(({ name }) => !endings.test(name)),
      ...rows.filter(({ name }) => endings.test(name)),
    ]) {
      // What one viewer changed may be out of reach of the next: the first who may is the one who must be able to.
      const first = viewers.find((viewer) => policy.get(row.name)?.[viewer] === 'yes');
      if (first === undefined) continue;
      const outcome = outcomeOf(await send(first, operationOf(row, sound)));
      if (refusals.includes(outcome)) refused.push(`${row.name}: ${first} gets ${outcome}`);
    }
    expect(refused).toEqual([]);
  });

  it('in all these ways', () => {
    // oxlint-disable-next-line no-console
    console.info(`${cellCount} cells`);
  });
});
