import {
  addAdmin,
  createControls,
  createServer,
  createWebhookSender,
  forgetOldest,
  keepClock,
  openRecords,
  serve,
  type Served,
  type ServeOptions,
  type VirtualClock,
} from '@soko/simulator-kit';
import { mpesaPanel } from './admin/panel.ts';
import { addMpesaAdmin } from './admin/routes.ts';
import { allKinds, type MpesaDraft, type MpesaKinds, type PayoutRecord, type PushRecord } from './records/kinds.ts';
import { defaultSettings } from './records/settings.ts';
import { payoutScenarios } from './scenarios.ts';
import type { Account, Simulator } from './simulator.ts';
import { addApi } from './wire/add-api.ts';
import { keyOfProcess } from './wire/credentials.ts';
import { finishPayout, reportTimeout } from './work/decide-payout.ts';
import { finishPush } from './work/decide-push.ts';
import { callbackRequest } from './work/send-callback.ts';

export interface MpesaSimulatorOptions extends ServeOptions {
  /** Credentials that it accepts. Default: those of `simulatedAccount`. */
  account?: Partial<Account>;
  /** File that keeps the state over a restart. Default: in memory. */
  dataFile?: string;
  /** A clock shared with other simulators or a test. Default: an own clock that is kept over a restart. */
  clock?: VirtualClock;
}

export interface MpesaSimulator extends Served {
  account: Account;
  /** Encrypts the password of the initiator: a public key in PEM. */
  publicKey: string;
}

/** The shortcode and passkey are those of Safaricom's sandbox. */
const simulatedAccount: Account = {
  consumerKey: 'simulated-consumer-key',
  consumerSecret: 'simulated-consumer-secret',
  shortCode: '174379',
  passkey: 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919',
  initiator: 'soko',
  initiatorPassword: 'simulated-initiator-password',
};

/** Time after which a payout that is stuck in the queue is reported. */
const queueTimeoutMs = 10_000;
const callbacksKept = 5_000;
const recordsKept = 20_000;

function createSender(simulator: Omit<Simulator, 'sender'>) {
  const sender = createWebhookSender({
    clock: simulator.controls.clock,
    agenda: simulator.controls.agenda,
    log: simulator.log,
    prepare: (delivery) => callbackRequest(simulator as Simulator, delivery),
    postponed: (delivery) => void simulator.change((draft) => draft.put('deliveries', delivery)),
    ended: ({ id }) => simulator.change((draft) => draft.remove('deliveries', id)),
  });
  // Daraja does not repeat a callback, whatever the answer is.
  sender.setControls({ ...sender.controls, retryDelaysMs: [] });
  return sender;
}

function saveAccount(simulator: Simulator): void {
  simulator.change((draft) => {
    if (draft.get('keys', 'key') === undefined) draft.put('keys', keyOfProcess());
    if (draft.get('settings', 'settings') === undefined) draft.put('settings', defaultSettings);
  });
}

function createSimulator({ account, dataFile, clock, log }: MpesaSimulatorOptions): Simulator {
  const records = openRecords<MpesaKinds>(allKinds, dataFile);
  const controls = createControls(clock);
  if (!clock) keepClock(records, controls.clock);
  const simulator = { records, controls, log, account: { ...simulatedAccount, ...account } } as Simulator;
  simulator.nowMs = () => controls.clock.now().getTime();
  simulator.settings = () => records.get('settings', 'settings') ?? defaultSettings;
  simulator.change = (work) => {
    const draft = records.draft();
    const result = work(draft);
    forget(simulator, draft);
    draft.commit();
    return result;
  };
  simulator.armPush = ({ id, decideAt }: PushRecord) =>
    controls.agenda.at(decideAt, () => void finishPush(simulator, id));
  simulator.armPayout = (payout: PayoutRecord) => armPayout(simulator, payout);
  simulator.sender = createSender(simulator);
  saveAccount(simulator);
  return simulator;
}

function armPayout(simulator: Simulator, payout: PayoutRecord): void {
  const { id, decideAt, createdAt, scenario } = payout;
  const { agenda } = simulator.controls;
  if (payoutScenarios[scenario]?.report === 'timeout') {
    agenda.at(createdAt + queueTimeoutMs, () => reportTimeout(simulator, payout));
  }
  agenda.at(decideAt, () => void finishPayout(simulator, id));
}

function forget({ records }: Simulator, draft: MpesaDraft): void {
  forgetOldest(records, draft, 'callbacks', { most: callbacksKept });
  for (const kind of ['pushes', 'payouts'] as const) {
    forgetOldest(records, draft, kind, { most: recordsKept, isNeeded: ({ resultCode }) => resultCode === null });
  }
  forgetOldest(records, draft, 'transactions', { most: recordsKept });
}

/** After a start: what was under way goes on. */
function continueWork({ records, sender, armPush, armPayout: arm }: Simulator): void {
  for (const push of records.oldestFirst('pushes')) if (push.resultCode === null) armPush(push);
  for (const payout of records.oldestFirst('payouts')) if (payout.resultCode === null) arm(payout);
  for (const delivery of records.oldestFirst('deliveries')) sender.send(delivery);
}

/** Starts a simulated Daraja on this machine. */
export async function startMpesaSimulator(options: MpesaSimulatorOptions): Promise<MpesaSimulator> {
  const simulator = createSimulator(options);
  const { controls, sender, records, account } = simulator;
  const app = createServer();
  app.setErrorHandler<Error & { statusCode?: number }>((error, { url }, reply) => {
    options.log.warn({ err: error, url }, 'a call failed');
    const status = error.statusCode !== undefined && error.statusCode < 500 ? 400 : 500;
    const errorCode = status === 400 ? '400.002.02' : '500.003.1001';
    return reply
      .status(status)
      .send({ requestId: '', errorCode, errorMessage: status === 400 ? 'Bad Request' : 'Internal Server Error' });
  });
  const routes = (scope: typeof app): void => addMpesaAdmin(scope, simulator);
  await addAdmin(app, { controls, sender, panel: mpesaPanel(simulator), routes });
  await app.register(async (scope) => addApi(scope, simulator));
  const served = await serve(app, options);
  continueWork(simulator);
  return {
    url: served.url,
    account,
    publicKey: records.get('keys', 'key')!.publicKey,
    async close() {
      await served.close();
      controls.agenda.close();
      await sender.close();
      records.close();
    },
  };
}
