import { rm } from 'node:fs/promises';

export default async function stop() {
  const soko = globalThis.__soko;
  if (!soko) return;
  await soko.stop();
  await rm(soko.dataFolder, { recursive: true, force: true });
}
