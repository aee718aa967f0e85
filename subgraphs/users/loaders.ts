import DataLoader from 'dataloader';
import type { User } from './domain/user.ts';
import type { PrismaClient } from './generated/prisma/client.ts';
import { findUsers } from './store/users.ts';

export interface Loaders {
  user: DataLoader<string, User | null>;
}

/** A loader of single rows: whatever order and whichever of them the store answers. */
const byId = <Row extends { id: string }>(find: (ids: readonly string[]) => Promise<Row[]>) =>
  new DataLoader<string, Row | null>(async (ids) => {
    const rows = new Map((await find(ids)).map((row) => [row.id, row]));
    return ids.map((id) => rows.get(id) ?? null);
  });

/** Made anew for each request: what one request asks for together costs one statement. */
export const createLoaders = (db: PrismaClient): Loaders => ({
  user: byId((ids) => findUsers(db, ids)),
});
