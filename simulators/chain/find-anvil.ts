import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** The program of Anvil for this machine, from its npm package. Null where there is none. */
export function findAnvil(): string | null {
  const { platform } = process;
  const name = `@foundry-rs/anvil-${platform}-${architectures[process.arch] ?? process.arch}`;
  try {
    return join(dirname(require.resolve(`${name}/package.json`)), 'bin', platform === 'win32' ? 'anvil.exe' : 'anvil');
  } catch {
    return null;
  }
}
