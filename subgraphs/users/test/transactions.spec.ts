import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PrismaClient } from '../generated/prisma/client.ts';
import { prismaTransaction, StaleVersion } from '@soko/postgres';
import { lockUser } from '../store/users.ts';
import { join } from './people.ts';
import { startUsers, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;
let db: PrismaClient;

beforeAll(async () => {
  graph = await startUsers();
  db = new PrismaClient({ adapter: graph.subgraph.database.adapter });
});

afterAll(() => graph.close());

interface Gate {
  open(): void;
  opened: Promise<void>;
}

function gate(): Gate {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

describe('a transaction', () => {
  it('in a deadlock is run again', async () => {
    const [one, other] = [await join(graph, 'one@example.com'), await join(graph, 'other@example.com')];
    let runs = 0;
    const [mine, theirs] = [gate(), gate()];
    const lock = (done: Gate, wait: Gate, first: string, second: string) =>
      prismaTransaction(db, async (tx) => {
        runs += 1;
        await lockUser(tx, first);
        done.open();
        await wait.opened;
        await lockUser(tx, second);
      });
    await Promise.all([lock(mine, theirs, one.id, other.id), lock(theirs, mine, other.id, one.id)]);
    expect(runs).toBe(3);
  });

  it('that keeps colliding throws CONFLICT', async () => {
    let runs = 0;
    const work = prismaTransaction(db, async () => {
      runs += 1;
      throw new StaleVersion('always');
    });
    await expect(work).rejects.toMatchObject({ extensions: { code: 'CONFLICT' } });
    expect(runs).toBe(5);
  });

  it('that fails for another reason is not run again', async () => {
    let runs = 0;
    const work = prismaTransaction(db, async () => {
      runs += 1;
      throw new Error('broken');
    });
    await expect(work).rejects.toThrow('broken');
    expect(runs).toBe(1);
  });
});
