import { serviceIdentity } from '@soko/auth';
import { newId } from '@soko/ids';
import type { Database } from '@soko/postgres';
import { trailOfRequest } from '@soko/subgraph';
import { type MadeAdministrator, makeAdministrator } from './commands/make-administrator.ts';
import { PrismaClient } from './generated/prisma/client.ts';

export type { MadeAdministrator };

/**
 * Makes an account an administrator without a running subgraph: for `npm run admin`. The event `roles_changed` waits in
 * the outbox until a users subgraph runs. Its actor is the service "admin".
 */
export async function makeAdministratorIn(
  { adapter }: Database,
  email: string,
  options: { acceptsUnverified: boolean },
): Promise<MadeAdministrator> {
  const db = new PrismaClient({ adapter });
  try {
    const now = (): Date => new Date();
    const trail = trailOfRequest(serviceIdentity('admin', newId('req')), now);
    return await makeAdministrator({ db, trail, now }, email, options);
  } finally {
    await db.$disconnect();
  }
}
