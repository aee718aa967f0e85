import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { disableStorages, ModuleLoader } from './module-loader.mjs';

const source = `import { AsyncLocalStorage } from 'node:async_hooks';
export const storage = new AsyncLocalStorage();`;

describe('storages of the modules of a spec file', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'soko-loader-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('end with the spec file, so that no later one pays for them', async () => {
    const file = join(folder, 'module.mjs');
    await writeFile(file, source);
    const loader = new ModuleLoader({
      resolver: { resolveModule: (_from, specifier) => specifier },
      transformer: { transform: (path) => ({ code: readFileSync(path, 'utf8'), sourceMapPath: null }) },
      testGlobals: () => ({}),
    });
    const { namespace } = await loader.import(`file:${file}`, file);
    const storage = namespace['storage'] as AsyncLocalStorage<string>;
    expect(storage).toBeInstanceOf(AsyncLocalStorage);
    // It stays enabled, as one that a module runs its work in.
    storage.enterWith('work');
    expect(storage.getStore()).toBe('work');
    disableStorages();
    expect(storage.getStore()).toBeUndefined();
  });
});
