import {
  addAdmin,
  type Controls,
  createControls,
  createServer,
  createWebhookSender,
  keepClock,
  openRecords,
  serve,
  type Served,
  type ServeOptions,
  type VirtualClock,
} from '@soko/simulator-kit';
import { stripePanel } from './admin/panel.ts';
import { addStripeAdmin } from './admin/routes.ts';
import { webhookRequest } from './events/webhook-request.ts';
import { addAuthenticationPage } from './pages/authentication-page.ts';
import { addStyle } from './pages/hosted-page.ts';
import { addInvoicePage } from './pages/invoice-page.ts';
import { addOnboardingPage } from './pages/onboarding-page.ts';
import { allKinds, type StripeKinds, type StripeRecords } from './records/kinds.ts';
import { routes } from './routes.ts';
import type { Simulator } from './simulator.ts';
import { addApi } from './wire/add-api.ts';
import { armAlarm, armAllAlarms } from './work/alarms.ts';
import { forgetAll } from './work/forget.ts';

export interface StripeSimulatorOptions extends ServeOptions {
  /** Address for events. More endpoints can be created through the API. */
  webhookUrl?: string;
  /** Secret that signs events: `whsec_…`. */
  webhookSecret: string;
  /** Event types to send. Default: all. */
  webhookEvents?: readonly string[];
  /** File that keeps the state over a restart. Default: in memory. */
  dataFile?: string;
  /** A clock shared with other simulators or a test. Default: an own clock that is kept over a restart. */
  clock?: VirtualClock;
}

const configuredEndpoint = 'we_configured';

function putConfiguredEndpoint(records: StripeRecords, controls: Controls, options: StripeSimulatorOptions): void {
  const { webhookUrl, webhookSecret, webhookEvents = ['*'] } = options;
  const draft = records.draft();
  if (webhookUrl === undefined) draft.remove('webhookEndpoints', configuredEndpoint);
  else
    draft.put('webhookEndpoints', {
      id: configuredEndpoint,
      account: null,
      createdAt: Math.floor(controls.clock.now().getTime() / 1_000),
      url: webhookUrl,
      enabledEvents: webhookEvents,
      secrets: [webhookSecret],
      description: 'Named at the start',
      metadata: {},
      enabled: true,
      scope: 'both',
    });
  draft.commit();
}

function createSender(simulator: Omit<Simulator, 'sender'>) {
  const { controls, records, log } = simulator;
  const change = (work: (draft: ReturnType<StripeRecords['draft']>) => void): void => {
    const draft = records.draft();
    work(draft);
    draft.commit();
  };
  return createWebhookSender({
    clock: controls.clock,
    agenda: controls.agenda,
    log,
    prepare: (delivery) => webhookRequest(simulator, delivery),
    postponed: (delivery) => change((draft) => draft.put('deliveries', delivery)),
    ended: ({ id }) => change((draft) => draft.remove('deliveries', id)),
  });
}

function createSimulator(options: StripeSimulatorOptions): Simulator {
  const records = openRecords<StripeKinds>(allKinds, options.dataFile);
  const controls = createControls(options.clock);
  if (!options.clock) keepClock(records, controls.clock);
  putConfiguredEndpoint(records, controls, options);
  const simulator = { records, controls, log: options.log, url: '' } as Simulator;
  simulator.arm = (alarm) => armAlarm(simulator, alarm);
  simulator.sender = createSender(simulator);
  return simulator;
}

/** After a start: continues undelivered webhooks. */
function sendWhatWaits({ records, sender }: Simulator): void {
  for (const delivery of records.oldestFirst('deliveries')) sender.send(delivery);
}

/**
 * Starts a simulated Stripe on this machine. Use it with the official SDK:
 * `new Stripe('sk_test_x', { host: '127.0.0.1', port, protocol: 'http', telemetry: false })`.
 */
export async function startStripeSimulator(options: StripeSimulatorOptions): Promise<Served> {
  const simulator = createSimulator(options);
  const app = createServer();
  await addAdmin(app, {
    controls: simulator.controls,
    sender: simulator.sender,
    panel: stripePanel(simulator),
    routes: (scope) => addStripeAdmin(scope, simulator),
  });
  await app.register(async (scope) => {
    addApi(scope, simulator, routes);
    addStyle(scope);
    addAuthenticationPage(scope, simulator);
    addInvoicePage(scope, simulator);
    addOnboardingPage(scope, simulator);
  });
  const served = await serve(app, options);
  simulator.url = served.url;
  forgetAll(simulator);
  armAllAlarms(simulator);
  sendWhatWaits(simulator);
  return {
    url: served.url,
    async close() {
      await served.close();
      simulator.controls.agenda.close();
      await simulator.sender.close();
      simulator.records.close();
    },
  };
}
