import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** Nothing of the project needs them, so that its lock does not have them. */
const packages = {
  '@graphql-hive/gateway': '2.15.1',
  '@graphql-hive/router-runtime': '1.4.23',
  graphql: '16.15.0',
};

const text = `${JSON.stringify({ private: true, type: 'module', dependencies: packages }, null, 2)}\n`;

/** Installs the packages of Hive Gateway into a folder of their own, unless they are there. Returns the folder. */
export async function installHive() {
  const folder = resolve('.soko/bench-hive');
  const done = join(folder, 'installed.json');
  if ((await readFile(done, 'utf8').catch(() => '')) === text) return folder;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), text);
  console.log(
    `installing ${Object.entries(packages)
      .map((each) => each.join('@'))
      .join(', ')} …`,
  );
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-workspaces'];
  await promisify(execFile)('npm', ['install', ...options], { cwd: folder });
  await writeFile(done, text);
  return folder;
}
