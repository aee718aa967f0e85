/** `npm run admin -- <email>`: makes an account of this installation, running or stopped, an administrator. */
import { parseArgs } from 'node:util';
import { readEmail } from '@soko/input';
import { openDatabase, withDatabase } from '@soko/postgres';
import { type MadeAdministrator, makeAdministratorIn } from '@soko/subgraph-users/administrators';
import { databaseOf } from './databases.ts';
import { openEmbeddedServer } from './embedded-server.ts';
import { processVariables, readStandaloneEnv } from './env.ts';
import { CannotStart, explainAndExit } from './explain-and-exit.ts';
import { databaseUrlOf } from './service-databases.ts';
import { ownDatabaseUrl } from './service-env.ts';

const usage = `npm run admin -- <email> [--unverified]

  Adds the role ADMIN to the account with this email address. The account must exist: sign up first.
  --unverified   accept an account whose email address was never verified, and make it active. Use it only for
                 an account that you have just signed up yourself: anyone can sign up with any address.
  Works while Soko runs and while it is stopped. Uses USERS_DATABASE_URL, or DATABASE_URL, or the embedded
  Postgres in SOKO_DATA_DIR. In a container: node dist/server/admin.js <email>`;

interface Arguments {
  email: string;
  acceptsUnverified: boolean;
}

/** The arguments, or null for `--help`. */
function readArguments(): Arguments | null {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        unverified: { type: 'boolean', default: false },
      },
    });
    if (values.help) return null;
    const [email, ...rest] = positionals;
    if (email === undefined) throw new Error('Pass the email address of the account.');
    if (rest.length > 0) throw new Error('Pass one email address only.');
    return { email: readEmail(email), acceptsUnverified: values.unverified };
  } catch (error) {
    throw new CannotStart(`${(error as Error).message}\n\n${usage}`);
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
  console.log(given === null ? usage : describeOutcome(await makeAdministrator(given), given.email));
} catch (error) {
  explainAndExit(error);
}
