import { rm } from 'node:fs/promises';

export default async function stop() {
  const soko = globalThis.__soko;
  if (!soko) return;
  await soko.stop();
  await globalThis.__collector?.close();
  const folders = [soko.dataFolder, process.env.SOKO_SEEDED_FOLDER].filter(Boolean);
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
}
