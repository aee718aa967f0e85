/**
 * `npm run webhooks:doc` writes docs/webhook-events.md from the public events of notifications. With `--check` nothing is
 * written: it fails when the committed file is stale.
 */
import { readCommandLine } from './command-line.mjs';
import { importTypescript } from './import-typescript.mjs';
import { writeGenerated } from './write-generated.mjs';

const { values } = readCommandLine({
  usage: `Usage: npm run webhooks:doc [-- --check]

Writes docs/webhook-events.md from subgraphs/notifications/domain/webhooks.
  --check    write nothing; fail when the committed file is stale`,
  options: { check: { type: 'boolean', default: false } },
});

const { webhookEventsDoc } = await importTypescript('scripts/webhooks/webhook-events-doc.ts');

const webhooks = 'subgraphs/notifications/domain/webhooks';
const { graphNameOf, testEventType } = await importTypescript(`${webhooks}/event-types.ts`);
const { publicEnvelope: envelope, publicEvents: events } = await importTypescript(`${webhooks}/public-events.ts`);
const nameInGraph = (type) => (type === testEventType ? null : graphNameOf(type));

await writeGenerated({
  files: { 'docs/webhook-events.md': webhookEventsDoc({ envelope, events, nameInGraph }) },
  check: values.check,
  command: 'npm run webhooks:doc',
});
