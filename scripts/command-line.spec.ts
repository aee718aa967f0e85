import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
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

/** npm runs the first itself. The arguments of the others are read by the program that they start. */
const passOn = [
  'after-install.mjs',
  'start.mjs',
  'seed.mjs',
  'admin.mjs',
  'outbox.mjs',
  'dead-letters.mjs',
  'test.mjs',
];

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const files = readdirSync('scripts').filter(
  (file) => file.endsWith('.mjs') && Object.values(scripts).some((line) => line.includes(`scripts/${file}`)),
);

describe('the scripts of npm', () => {
  it.each(files.filter((file) => !passOn.includes(file)))('know their arguments: %s', (file) => {
    expect(readFileSync(`scripts/${file}`, 'utf8')).toContain('readCommandLine({');
  });

  it.each(Object.entries(scripts).filter(([, line]) => /^node (--\S+ )*scripts\//.test(line)))(
    'are named as their files: %s',
    (name, line) => {
      const file = /.*scripts\/([\w-]+)\.mjs/.exec(line)![1];
      expect(name === 'test:faults' ? 'test' : name.replace(':', '-')).toBe(file);
    },
  );
});
