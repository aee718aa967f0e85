import { rm } from 'node:fs/promises';

export default async function stop() {
  const soko = globalThis.__soko;
  if (soko) {
    await soko.stop();
    await globalThis.__collector?.close();
    await rm(soko.dataFolder, { recursive: true, force: true });
  }
  await globalThis.__removeSeeded?.();
}
