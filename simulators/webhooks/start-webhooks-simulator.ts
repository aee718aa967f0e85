import {
  addAdmin,
  createControls,
  createServer,
  keepClock,
  openRecords,
  serve,
  type Served,
  type ServeOptions,
} from '@soko/simulator-kit';
import { addWebhooksAdmin } from './admin.ts';
import { webhooksPanel } from './panel.ts';
import { addReceivers } from './receive.ts';
import type { WebhookKinds } from './records.ts';

export interface WebhooksSimulatorOptions extends ServeOptions {
  /** File that keeps the webhooks over a restart. Default: in memory. */
  dataFile?: string;
}

export type WebhooksSimulator = Served;

/** Starts a receiver of webhooks, and a page that shows them with the state of their signatures. */
export async function startWebhooksSimulator(options: WebhooksSimulatorOptions): Promise<WebhooksSimulator> {
  const records = openRecords<WebhookKinds>(['caught', 'receivers', 'clock'], options.dataFile);
  const controls = createControls();
  keepClock(records, controls.clock);
  let url = '';
  const app = createServer();
  await addAdmin(app, {
    controls,
    panel: webhooksPanel(records, () => url),
    routes: (scope) => addWebhooksAdmin(scope, records),
  });
  app.get('/', async (_request, reply) => reply.redirect('/_admin/'));
  await app.register(async (scope) => addReceivers(scope, records, controls));
  const served = await serve(app, options);
  url = served.url;
  return {
    url,
    async close() {
      await served.close();
      controls.agenda.close();
      records.close();
    },
  };
}
