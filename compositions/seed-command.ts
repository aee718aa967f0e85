/** `npm run seed -- --products 100000`: fills this installation, running or stopped, with a catalogue of any size. */
import { readCommandLine, readWholeNumber } from '../scripts/command-line.mjs';
import { seedArguments } from '../scripts/program-arguments.mjs';
import { lockDataFolder } from './data-folder.ts';
import { openDatabases } from './databases.ts';
import { environmentOf, processVariables, readStandaloneEnv } from './env.ts';
import { CannotStart, explainAndExit } from './explain-and-exit.ts';
import { loadSecrets } from './secrets.ts';
import { seedLarge } from '@soko/demo/large';
import { showProgress } from '@soko/demo/progress';
import { subgraphNames } from './subgraphs.ts';

function readArguments(): { products: number; reset: boolean } {
  const { values } = readCommandLine(seedArguments);
  const { usage } = seedArguments;
  return { ...values, products: readWholeNumber(values.products, 'products', { max: 1_000_000, usage }) };
}

async function seedCatalogue({ products, reset }: { products: number; reset: boolean }): Promise<void> {
  const env = readStandaloneEnv();
  if (env.NODE_ENV === 'production')
    throw new CannotStart(
      'Demo accounts have a public password, so NODE_ENV=production allows no seed. Unset it to seed this installation.',
    );
  // If another process has locked the folder, Soko runs there: it is filled while it runs, but never emptied.
  const folder = await lockDataFolder(env.SOKO_DATA_DIR).catch((error: unknown) => {
    if (reset) throw error;
    return null;
  });
  const secrets = await loadSecrets(env.SOKO_DATA_DIR);
  const variables = environmentOf(env, secrets, processVariables);
  const databases = await openDatabases({
    serverUrl: env.DATABASE_URL,
    dataFolder: env.SOKO_DATA_DIR,
    password: secrets.postgresPassword,
    subgraphs: subgraphNames,
    reset,
  });
  try {
    const target = { urlOf: databases.urlOf, mediaFolder: variables.SOKO_MEDIA_DIR, sealKey: variables.SOKO_SEAL_KEY };
    const startedAt = performance.now();
    const { added, shops, pictures } = await seedLarge(target, { products, onProgress: showProgress(products) });
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    console.log(`${added} products added in ${seconds} s; ${shops} sellers, ${pictures} pictures.`);
  } finally {
    if (folder !== null) {
      await databases.stop();
      await folder.release();
    }
  }
}

try {
  await seedCatalogue(readArguments());
} catch (error) {
  explainAndExit(error);
}
