/** `npm run seed:stores`: adds tokens, contacts and more to the demo stores of a Soko that runs on this machine. */
import { Refused, seedStores } from '@soko/demo/stores';
import { readCommandLine } from '../scripts/command-line.mjs';
import { seedStoresArguments } from '../scripts/program-arguments.mjs';
import { localUrl, readStandaloneEnv } from './env.ts';
import { CannotStart, explainAndExit } from './explain-and-exit.ts';

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

async function seed(): Promise<void> {
  const env = readStandaloneEnv();
  if (env.NODE_ENV === 'production')
    throw new CannotStart('The demo stores belong to demo accounts, which NODE_ENV=production does not have.');
  const url = localUrl(env);
  if (!(await isReady(url)))
    throw new CannotStart(`No Soko answers at ${url}. Start it first (npm start), or set PORT to its port.`);
  await seedStores(url, (sentence) => console.log(sentence)).catch((error: unknown) => {
    // Such as that this machine has no chain. What was said before is there.
    throw error instanceof Refused ? new CannotStart(error.message) : error;
  });
}

try {
  readCommandLine(seedStoresArguments);
  await seed();
} catch (error) {
  explainAndExit(error);
}
