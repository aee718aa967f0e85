/** `npm run admin -- <email>`: makes an account of this installation, running or stopped, an administrator. */
import { readEmail } from '@soko/input';
import { openDatabase, withDatabase } from '@soko/postgres';
import { type MadeAdministrator, makeAdministratorIn } from '@soko/subgraph-users/administrators';
import { readCommandLine, refuseArguments } from '../scripts/command-line.mjs';
import { adminArguments } from '../scripts/program-arguments.mjs';
import { databaseOf } from './databases.ts';
import { openEmbeddedServer } from './embedded-server.ts';
import { processVariables, readStandaloneEnv } from './env.ts';
import { CannotStart, explainAndExit } from './explain-and-exit.ts';
import { databaseUrlOf } from './service-databases.ts';
import { ownDatabaseUrl } from './service-env.ts';

interface Arguments {
  email: string;
  acceptsUnverified: boolean;
}

function readArguments(): Arguments {
  const { values, arguments: given } = readCommandLine(adminArguments);
  try {
    return { email: readEmail(given[0]!), acceptsUnverified: values.unverified };
  } catch (error) {
    return refuseArguments((error as Error).message, adminArguments.usage);
  }
}

async function openUsersDatabase(): Promise<{ url: string; close(): Promise<void> }> {
  const env = readStandaloneEnv();
  const own = ownDatabaseUrl('users', processVariables);
  if (own !== undefined || env.DATABASE_URL)
    return { url: databaseUrlOf('users', env, own), close: async () => undefined };
  const server = await openEmbeddedServer(env.SOKO_DATA_DIR);
  return { url: withDatabase(server.connectionString, databaseOf('users')), close: server.close };
}

/** The sentence to print. Throws `CannotStart` when the account cannot become an administrator. */
function describeOutcome(made: MadeAdministrator, email: string): string {
  if (made.outcome === 'granted')
    return `${email} is now an administrator. Access tokens signed from now on have the role: log in again.`;
  if (made.outcome === 'already an administrator') return `${email} is already an administrator.`;
  if (made.outcome === 'no account') throw new CannotStart(`No account has the email address ${email}. Sign up first.`);
  throw new CannotStart(
    made.status === 'PENDING_VERIFICATION'
      ? `The account ${email} is not verified. Enter the code that was sent to it, or add --unverified if you have just signed it up yourself.`
      : `The account ${email} has the status ${made.status}. Only active accounts can become administrators.`,
  );
}

async function makeAdministrator({ email, acceptsUnverified }: Arguments): Promise<MadeAdministrator> {
  const { url, close } = await openUsersDatabase();
  const database = openDatabase({ connectionString: url, applicationName: 'soko-admin', max: 1 });
  try {
    return await makeAdministratorIn(database, email, { acceptsUnverified });
  } finally {
    await database.close();
    await close();
  }
}

try {
  const given = readArguments();
  console.log(describeOutcome(await makeAdministrator(given), given.email));
} catch (error) {
  explainAndExit(error);
}
