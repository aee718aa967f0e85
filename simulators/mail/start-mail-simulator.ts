import {
  addAdmin,
  createControls,
  createServer,
  keepClock,
  openRecords,
  serve,
  type Served,
  type ServeOptions,
  type VirtualClock,
} from '@soko/simulator-kit';
import { addMailAdmin } from './admin.ts';
import { createWebhooks } from './webhooks.ts';
import { addInbox } from './inbox/add-inbox.ts';
import { mailPanel } from './panel.ts';
import type { MailKinds } from './records.ts';
import { smsAccount } from './sms/account.ts';
import { addAfricasTalking } from './sms/africas-talking.ts';
import { addTwilio } from './sms/twilio.ts';
import { startSmtp } from './smtp/start-smtp.ts';

export interface MailSimulatorOptions extends ServeOptions {
  /** 0 for any free port. */
  smtpPort: number;
  /** Address for bounces and complaints, signed as SendGrid does. Default: none are sent. */
  webhookUrl?: string;
  /** File that keeps the messages over a restart. Default: in memory. */
  dataFile?: string;
  /** A clock shared with other simulators or a test. Default: an own clock that is kept over a restart. */
  clock?: VirtualClock;
}

export interface MailSimulator extends Served {
  smtpUrl: string;
  smtpPort: number;
  /** Credentials of the services for SMS. */
  account: typeof smsAccount;
  /** Public key of the webhooks' signatures: base64 of its DER form. */
  webhookKey: string;
}

/** Starts a mail server, Twilio's and Africa's Talking's APIs, and a page with the mailboxes of everybody. */
export async function startMailSimulator(options: MailSimulatorOptions): Promise<MailSimulator> {
  const records = openRecords<MailKinds>(['mails', 'texts', 'keys', 'clock'], options.dataFile);
  const controls = createControls(options.clock);
  if (!options.clock) keepClock(records, controls.clock);
  const host = options.host ?? '127.0.0.1';
  const smtp = await startSmtp({ port: options.smtpPort, host, records, controls });
  const webhooks = createWebhooks({ records, controls, log: options.log, url: options.webhookUrl ?? null });
  const app = createServer();
  await addAdmin(app, {
    controls,
    sender: webhooks.sender,
    panel: mailPanel(records),
    routes: (scope) => addMailAdmin(scope, records, webhooks),
  });
  await app.register(async (scope) => addInbox(scope, records));
  await app.register(async (scope) => addTwilio(scope, records, controls));
  await app.register(async (scope) => addAfricasTalking(scope, records, controls));
  const { url, close } = await serve(app, options);
  return {
    url,
    smtpUrl: `smtp://${host}:${smtp.port}`,
    smtpPort: smtp.port,
    account: smsAccount,
    webhookKey: webhooks.publicKey,
    async close() {
      await Promise.all([close(), smtp.close()]);
      controls.agenda.close();
      await webhooks.sender.close();
      records.close();
    },
  };
}
