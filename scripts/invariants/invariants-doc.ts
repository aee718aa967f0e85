import type { Invariant } from '@soko/invariants';
import { outboxInvariants } from '@soko/outbox';
import { acrossRules } from '../../compositions/invariants-across.ts';

interface Owner {
  name: string;
  rules: readonly Invariant[];
}

const introduction = `# Rules that always hold

<!-- Written by \`npm run invariants:doc\` from the rules of the subgraphs. -->

Soko keeps these rules whatever fails: a killed process, a database that is away, a webhook that comes twenty times. Most
rules of amounts and statuses are constraints of the tables (\`prisma/*/migrations\`), which refuse a wrong row. The rules
below need several rows, so they are checked:

- The job \`<subgraph>.check-invariants\` checks the rules of a subgraph every 15 minutes, for rows of the last 30 days. A
  broken rule is logged as an error with the ids of the rows, and counts in the metric \`soko_invariant_broken\`. Alert on
  any value above 0.
- \`npm run invariants\` checks all rows of all databases, and the rules across subgraphs. It only reads. It ends with 1
  when a rule is broken.

The job \`fulfilment.check-stock\` checks one rule more: the movements of a stock item add up to its stock. It reads each
movement once and logs \`stock movements do not add up to the stock\`.

In the SQL, \`bounds.since\` is the time from which rows are checked. Work that began before \`bounds.settled\`, one hour ago,
must have ended. A rule that is broken for a row means a fault in Soko, or a change of the table by hand: keep the row as
it is, and report it.
`;

const sqlBlock = (sql: string): string => {
  const lines = sql.split('\n');
  const indents = lines
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.search(/\S/));
  const shared = Math.max(0, Math.min(...indents) - 2);
  return ['```sql', ...lines.map((line, index) => (index === 0 ? line : line.slice(shared))), '```'].join('\n');
};

const section = ({ name, rules }: Owner): string =>
  [`## ${name}`, ...rules.map((rule) => `**${rule.name}**: ${rule.rule}\n\n${sqlBlock(rule.sql)}`)].join('\n\n');

const acrossSection = `## Across subgraphs

Each subgraph has its own database, so these rules are not SQL: \`compositions/invariants-across.ts\` reads the orders, their
payments, reservations, packages and deliveries, and compares them.

${acrossRules.map(({ name, rule }) => `- **${name}**: ${rule}`).join('\n')}
`;

/** The page docs/invariants.md. */
export const invariantsDoc = (owners: readonly Owner[]): string =>
  [
    introduction,
    ...owners.map(section),
    section({ name: 'Every subgraph', rules: outboxInvariants }),
    acrossSection,
  ].join('\n');
