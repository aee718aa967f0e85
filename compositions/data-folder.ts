import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotStart } from './say-why.ts';

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Notes in `file` that this process uses the folder; false when another note is there already. */
async function leaveNote(file: string): Promise<boolean> {
  try {
    const note = await open(file, 'wx');
    await note.writeFile(String(process.pid));
    await note.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Makes the data folder this process's own for as long as it runs. The note of a process that was killed is taken over;
 * that of one that lives is respected.
 */
export async function takeDataFolder(folder: string): Promise<{ leave(): Promise<void> }> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'soko.pid');
  if (!(await leaveNote(file))) {
    const pid = Number(await readFile(file, 'utf8').catch(() => ''));
    if (pid > 0 && pid !== process.pid && alive(pid)) {
      throw new CannotStart(
        `Soko runs already on ${folder} (process ${pid}). Stop that one, or start another with SOKO_DATA_DIR and PORT set.`,
      );
    }
    await writeFile(file, String(process.pid));
  }
  return { leave: () => rm(file, { force: true }) };
}
