import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { problemsOf, type Shape, variablesDoc } from './variables-doc.ts';

const port = z.coerce.number().describe('TCP port.');

const programs: Record<string, Shape> = {
  gateway: { PORT: port.default(4000), LEVEL: z.string().default('info').describe('Level of logs.') },
  users: {
    PORT: port.default(4000),
    KEY: z.string().describe('Signs | seals.'),
    PAGES: z.url().describe('Address of pages.').optional(),
  },
  'npm start': {
    PORT: port.default(4000),
    LEVEL: z.string().default('warn').describe('Level of logs.'),
    FOLDER: z
      .string()
      .default('/home/me/.soko')
      .transform((folder) => folder)
      .describe('Folder of the data.'),
  },
};

const rows = (given = programs): string[] =>
  variablesDoc(given, ['gateway', 'users'])
    .split('\n')
    .filter((line) => /^\| `[A-Z]/.test(line));

describe('the document of variables', () => {
  it('names those of several programs with their readers', () => {
    expect(rows()).toContain('| `PORT` | `4000` | TCP port. | all services |');
    expect(rows()).toContain('| `LEVEL` | `info`; npm start: `warn` | Level of logs. | gateway, npm start |');
  });

  it('names those of one program in its section, with what is required and what is not set', () => {
    expect(rows()).toContain('| `KEY` | required | Signs \\| seals. |');
    expect(rows()).toContain('| `PAGES` |  | Address of pages. |');
  });

  it('shows a folder by its name, not by its place on this machine', () => {
    expect(rows()).toContain('| `FOLDER` | `.soko` | Folder of the data. |');
  });

  it('shows the meaning in each program where they differ', () => {
    const given = {
      gateway: { URL: z.url().optional().describe('Server.') },
      'npm start': { URL: z.url().optional().describe('Default: an embedded server.') },
    };
    expect(rows(given)).toEqual([
      '| `URL` |  | Server. In npm start: Default: an embedded server. | gateway, npm start |',
    ]);
  });

  it('shows a dash for a variable without a meaning', () => {
    expect(rows({ gateway: { PLAIN: z.string() } })).toEqual(['| `PLAIN` | required | — |']);
  });
});

describe('the problems of variables', () => {
  it('are none when each has a description', () => {
    expect(problemsOf(programs)).toEqual([]);
  });

  it('are missing descriptions', () => {
    expect(problemsOf({ gateway: { PLAIN: z.string() }, users: { PLAIN: z.string() } })).toEqual([
      'PLAIN (gateway, users) has no .describe(…).',
    ]);
  });
});
