/** `npm run seed -- --products 100000`: fills this installation, running or stopped, with a catalogue of any size. */
import { parseArgs } from 'node:util';
import { lockDataFolder } from './data-folder.ts';
import { openDatabases } from './databases.ts';
import { environmentOf, readStandaloneEnv } from './env.ts';
import { CannotStart, explainAndExit } from './explain-and-exit.ts';
import { loadSecrets } from './secrets.ts';
import { seedLarge } from '@soko/demo/large';
import { showProgress } from '@soko/demo/progress';
import { subgraphNames } from './subgraphs.ts';

const usage = `npm run seed -- --products <count> [--reset]

  --products   number of products in the catalogue, 1 to 1000000; the first 344 are the demo's own. Default 344
  --reset      delete all data first`;

function readArguments(): { products: number; reset: boolean; help: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        products: { type: 'string', default: '344' },
        reset: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const products = Number(values.products);
    if (!Number.isInteger(products) || products < 1 || products > 1_000_000)
      throw new Error(`--products must be a whole number from 1 to 1000000, not "${values.products}".`);
    return { ...values, products };
  } catch (error) {
    throw new CannotStart(`${(error as Error).message}\n\n${usage}`);
  }
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
  const variables = environmentOf(env, secrets);
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
  const given = readArguments();
  if (given.help) console.log(usage);
  else await seedCatalogue(given);
} catch (error) {
  explainAndExit(error);
}
