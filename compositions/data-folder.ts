import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotStart } from './explain-and-exit.ts';

const isProcessAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Writes this process's id to `file`; false when the file exists. */
async function writePidFile(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Locks the data folder for this process with a pid file. The file of a process that no longer runs is replaced. Throws
 * `CannotStart` while another process uses the folder.
 */
export async function lockDataFolder(folder: string): Promise<{ release(): Promise<void> }> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'soko.pid');
  if (!(await writePidFile(file))) {
    const pid = Number(await readFile(file, 'utf8').catch(() => ''));
    if (pid > 0 && pid !== process.pid && isProcessAlive(pid)) {
      throw new CannotStart(
        `Soko already runs on ${folder} (process ${pid}). Stop it, or set SOKO_DATA_DIR and PORT to start another one.`,
      );
    }
    await writeFile(file, String(process.pid));
  }
  return { release: () => rm(file, { force: true }) };
}

/** Deletes what is in a folder. The folder itself may be a mount, and stays. */
export async function emptyFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
}
