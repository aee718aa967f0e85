import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const isOurs = (path: string): boolean => !/(^|\/)(node_modules|dist|generated|\..+)\//.test(path);

const folders = ['.', 'docs', 'schema', 'deploy', 'packages', 'subgraphs', 'gateway', 'compositions', 'demo', 'bench'];
const documents = [...folders, 'e2e', 'web', 'simulators', 'scripts']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: folder !== '.', encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  .filter((file) => file.endsWith('.md') && isOurs(file) && !file.includes('/template/'));

/** The links of a document to files of this repository, code aside. */
function linksIn(markdown: string): string[] {
  const prose = markdown.replaceAll(/^ *```[\s\S]*?^ *```/gm, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!.split('#')[0]!);
  return targets.filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}

describe('the links of a document', () => {
  it('are found, also those around code', () => {
    expect(linksIn('[a](a.md#b) [`c`](d/c.ts) ![e](e.png) [web](https://x.org) [top](#g)\n```\n[f](f)\n```')).toEqual([
      'a.md',
      'd/c.ts',
      'e.png',
    ]);
  });

  it.each(documents)('of %s lead to what is there', (document) => {
    const broken = linksIn(readFileSync(document, 'utf8')).filter((link) => !existsSync(join(dirname(document), link)));
    expect(broken).toEqual([]);
  });
});
