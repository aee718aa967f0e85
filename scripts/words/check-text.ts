import { phrasesInHashComments, phrasesInMarkdown, phrasesInText, phrasesInTypescript } from './find-phrases.ts';
import type { Problem } from './problem.ts';

/** Files without words of ours, and those whose subject is the words to avoid. */
const skipped =
  /(^|\/)(generated|migrations|node_modules)\/|^docs\/(words|events|variables)\.md$|^scripts\/words\/|^LICENSE$|\.d\.mts$|last-migration\.prisma$/;

/** The banned phrases of a file, by the kind of text it holds. Descriptions in SDL are checkDescriptions' task. */
export function checkText(file: string, source: string): Problem[] {
  if (skipped.test(file)) return [];
  if (file.endsWith('.md')) return phrasesInMarkdown(file, source);
  if (/\.(ts|mts|mjs|js)$/.test(file)) return phrasesInTypescript(file, source);
  if (/^web\/.*\.(tsx|html)$/.test(file)) return phrasesInText(file, source, false);
  if (/^web\/.*\.graphql$|\.ya?ml$|^\.env\.example$|^\.ci\//.test(file)) return phrasesInHashComments(file, source);
  if (file.endsWith('.prisma')) return phrasesInText(file, source, true);
  return [];
}
