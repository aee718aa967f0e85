/** One Soko for all stories of a run, unless SOKO_URL names one that runs already. */
import { startSoko } from './soko.mjs';

export default async function start() {
  if (process.env.SOKO_URL) return;
  const soko = await startSoko({ composition: process.env.SOKO_COMPOSITION ?? 'standalone' });
  process.env.SOKO_URL = soko.url;
  globalThis.__soko = soko;
}
