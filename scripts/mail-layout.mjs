/**
 * `npm run mail:layout` compiles the layout of mails from MJML to HTML that mail programs understand. The result is
 * committed: the services need no compiler. With `--check` nothing is written: it fails when the committed file is stale.
 */
import { readFileSync } from 'node:fs';
import { readCommandLine } from './command-line.mjs';
import { compileLayout } from './mail/compile-layout.mjs';
import { writeGenerated } from './write-generated.mjs';

const { values } = readCommandLine({
  usage: `Usage: npm run mail:layout [-- --check]

Compiles subgraphs/notifications/mail/layout.mjml to layout.ts beside it.
  --check    write nothing; fail when the committed file is stale`,
  options: { check: { type: 'boolean', default: false } },
});

const folder = 'subgraphs/notifications/mail';
await writeGenerated({
  command: 'npm run mail:layout',
  files: { [`${folder}/layout.ts`]: await compileLayout(readFileSync(`${folder}/layout.mjml`, 'utf8')) },
  check: values.check,
});
