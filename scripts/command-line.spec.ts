import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/secrets.mjs', ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

describe('the command line of a script', () => {
  it('prints its usage for --help', () => {
    expect(run('--help')).toEqual({ status: 0, stdout: expect.stringMatching(/^Usage: npm run/), stderr: '' });
  });

  it.each([['--nonsense'], ['nonsense']])('refuses %s, with its usage', (argument) => {
    const { status, stdout, stderr } = run(argument);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^Unknown (option|argument) .*nonsense.*\n\nUsage: /);
  });
});

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

/** The scripts that are programs of this project, as npm calls them. npm runs the first itself. */
const programs = Object.entries(scripts).filter(([name, line]) => name !== 'postinstall' && line.startsWith('node '));

async function call(line: string, argument: string): Promise<{ status: unknown; stdout: string; stderr: string }> {
  const [, ...words] = line.split(' ');
  const child = spawn(process.execPath, [...words, argument]);
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (written[name] += text));
  const [status] = (await once(child, 'close')) as [unknown];
  return { status, ...written };
}

describe('the scripts of npm', () => {
  it.each(programs)('know --help and no other unknown argument, before they do anything: %s', async (name, line) => {
    const [help, nonsense] = await Promise.all([call(line, '--help'), call(line, '--nonsense')]);
    expect(help).toMatchObject({ status: 0, stderr: '' });
    expect(help.stdout).toMatch(new RegExp(`^Usage: npm (run )?(--silent )?${name}\\b`));
    expect({ ...nonsense, stderr: nonsense.stderr.split('\n')[0] }).toEqual({
      status: 2,
      stdout: '',
      stderr: "Unknown option '--nonsense'.",
    });
  });

  it.each(Object.entries(scripts).filter(([, line]) => /^node (--\S+ )*scripts\//.test(line)))(
    'are named as their files: %s',
    (name, line) => {
      const file = /.*scripts\/([\w-]+)\.mjs/.exec(line)![1];
      expect(name.replace(':', '-')).toBe(file);
    },
  );
});
