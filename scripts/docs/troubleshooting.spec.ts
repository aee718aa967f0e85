import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/** The messages that the table quotes in its first column: text in backticks with a space, or in quotation marks. */
const quoted = readFileSync('docs/troubleshooting.md', 'utf8')
  .split('\n')
  .map((line) => line.split('|')[1] ?? '')
  .flatMap((cell) => [...cell.matchAll(/`([^`]* [^`]*)`|"([^"]* [^"]*)"/g)].map(([, code, text]) => code ?? text!))
  .filter((text) => !text.startsWith('npm '));

const files = execFileSync('git', ['ls-files', '*.ts', '*.mjs', ':!*.spec.ts'], { encoding: 'utf8' })
  .trim()
  .split('\n');
const sources = files.map((file) => readFileSync(file, 'utf8')).join('\n');

/** Values are written as …, and in the code as `${…}`. */
const inCode = (message: string): RegExp =>
  new RegExp(
    message
      .split('…')
      .map((part) => part.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join(String.raw`\s*\$\{[^\n]*\}\s*`),
  );

describe('docs/troubleshooting.md', () => {
  it('quotes messages', () => expect(quoted.length).toBeGreaterThan(3));

  it.each(quoted)('quotes a message that exists: %s', (message) => {
    expect(inCode(message).test(sources)).toBe(true);
  });
});
