import { createHmac } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findAnvil, startChainSimulator } from '@soko/chain-simulator';
import type { Logger } from '@soko/log';
import { startMailSimulator } from '@soko/mail-simulator';
import { startMpesaSimulator } from '@soko/mpesa-simulator';
import { startPayment3pSimulator } from '@soko/payment-3p-simulator';
import { startStripeSimulator } from '@soko/stripe-simulator';
import { startWebhooksSimulator } from '@soko/webhooks-simulator';
import { startOnSamePort } from './same-port.ts';

/** Simulated providers on this machine, with the variables by which payments and notifications find them. */
export interface Simulators {
  variables: Record<string, string>;
  /** The running simulators with the addresses of their admin pages. */
  pages: readonly { name: string; url: string }[];
  close(): Promise<void>;
}

interface Options {
  /** The environment: a provider with credentials or an address is not simulated. */
  env: Record<string, string | undefined>;
  /** The simulators keep their state in a folder below it. */
  dataFolder: string;
  /** The gateway's address, to which webhooks are sent. */
  publicUrl: string;
  /** The installation's key, from which the webhook secret is derived. */
  serviceKey: string;
  reset?: boolean;
  log: Logger;
}

/** Secret that signs the events of the simulated Stripe. */
export const webhookSecretOf = (serviceKey: string): string =>
  `whsec_${createHmac('sha256', serviceKey).update('simulated stripe').digest('hex')}`;

/** Keeps the port of a simulator, also over `--reset`: browsers and webhooks know it. */
const portFile = (folder: string, name: string): string => `${folder}-ports/${name}`;

async function startStripe({ publicUrl, serviceKey, log }: Options, folder: string) {
  const webhookSecret = webhookSecretOf(serviceKey);
  const webhookUrl = `${publicUrl}/webhooks/stripe`;
  const { url, close } = await startOnSamePort(portFile(folder, 'stripe'), (port) =>
    startStripeSimulator({ port, log, webhookSecret, webhookUrl, dataFile: join(folder, 'stripe') }),
  );
  const variables = {
    STRIPE_API_BASE: url,
    STRIPE_SECRET_KEY: 'sk_test_simulated',
    STRIPE_WEBHOOK_SECRET: webhookSecret,
  };
  return { name: 'Stripe', url: `${url}/_admin/`, variables, close };
}

async function startPayment3p({ log }: Options, folder: string) {
  const { url, close } = await startOnSamePort(portFile(folder, 'payment-3p'), (port) =>
    startPayment3pSimulator({ port, log, dataFile: join(folder, 'payment-3p') }),
  );
  return { name: 'payment-3p', url: `${url}/_admin/`, variables: { PAYMENT_3P_URL: url }, close };
}

/** M-Pesa calls back at an address with a part that cannot be guessed. */
export const callbackSecretOf = (serviceKey: string): string =>
  createHmac('sha256', serviceKey).update('simulated m-pesa').digest('hex');

async function startMpesa({ publicUrl, serviceKey, log }: Options, folder: string) {
  const { url, account, publicKey, close } = await startOnSamePort(portFile(folder, 'mpesa'), (port) =>
    startMpesaSimulator({ port, log, dataFile: join(folder, 'mpesa') }),
  );
  const variables = {
    MPESA_BASE_URL: url,
    MPESA_CONSUMER_KEY: account.consumerKey,
    MPESA_CONSUMER_SECRET: account.consumerSecret,
    MPESA_SHORT_CODE: account.shortCode,
    MPESA_PASS_KEY: account.passkey,
    MPESA_INITIATOR: account.initiator,
    MPESA_INITIATOR_SECRET: account.initiatorPassword,
    MPESA_CERTIFICATE: publicKey,
    MPESA_CALLBACK_SECRET: callbackSecretOf(serviceKey),
    MPESA_CALLBACK_URL: publicUrl,
  };
  return { name: 'M-Pesa', url: `${url}/_admin/`, variables, close };
}

/** Mail and SMS. A channel that is configured is not simulated. */
async function startMail({ env, publicUrl, log }: Options, folder: string) {
  const { url, smtpUrl, account, webhookKey, close } = await startOnSamePort(portFile(folder, 'mail'), (port) =>
    startMailSimulator({
      port,
      smtpPort: 0,
      log,
      dataFile: join(folder, 'mail'),
      webhookUrl: `${publicUrl}/mail/events`,
    }),
  );
  const mail = { SMTP_URL: smtpUrl, MAIL_WEBHOOK_KEY: webhookKey };
  const sms = {
    TWILIO_API_BASE: url,
    TWILIO_ACCOUNT_SID: account.twilioSid,
    TWILIO_AUTH_TOKEN: account.twilioToken,
    TWILIO_FROM: account.from,
  };
  const variables = { ...(env.SMTP_URL ? {} : mail), ...(hasSms(env) ? {} : sms) };
  return { name: 'Mail and SMS', url: `${url}/`, variables, close };
}

const hasSms = (env: Options['env']): boolean => Boolean(env.TWILIO_ACCOUNT_SID || env.AFRICASTALKING_USERNAME);

/** A receiver of webhooks. It is on this machine, so that notifications must be allowed to post to it. */
async function startWebhooks({ log }: Options, folder: string) {
  const { url, close } = await startOnSamePort(portFile(folder, 'webhooks'), (port) =>
    startWebhooksSimulator({ port, log, dataFile: join(folder, 'webhooks') }),
  );
  return { name: 'Webhooks', url: `${url}/_admin/`, variables: { WEBHOOK_TRUSTED_ORIGINS: url }, close };
}

/** Id of the chain on this machine. */
const localChainId = 31_337;

/** The account that deploys and mints on the chain of this machine. It has no coins anywhere else. */
export const signerKeyOf = (serviceKey: string): `0x${string}` =>
  `0x${createHmac('sha256', serviceKey).update('simulated chain').digest('hex')}`;

/** A chain on this machine. Its node starts when it is first needed. */
async function startChain({ serviceKey, log }: Options, folder: string, program: string) {
  const signerKey = signerKeyOf(serviceKey);
  const { url, close } = await startOnSamePort(portFile(folder, 'chain'), (port) =>
    startChainSimulator({
      program,
      port,
      chainId: localChainId,
      stateFile: join(folder, 'chain', 'state.json'),
      signerKey,
      log,
    }),
  );
  const variables = {
    CHAIN_RPC_URL: url,
    CHAIN_ID: String(localChainId),
    CHAIN_CONFIRMATIONS: '1',
    CHAIN_SIGNER_KEY: signerKey,
  };
  return { name: 'Chain', url, variables, close };
}

/**
 * Starts a simulator for each provider that is not configured, on a free loopback port that it keeps over restarts. In
 * production it starts none: buyers cannot pay with a provider that is not configured, and messages stay queued.
 */
export async function startSimulators(options: Options): Promise<Simulators> {
  const { env, dataFolder } = options;
  const folder = join(dataFolder, 'simulators');
  if (options.reset) await rm(folder, { recursive: true, force: true });
  if (env.NODE_ENV === 'production') return { variables: {}, pages: [], close: async () => {} };
  await mkdir(folder, { recursive: true });
  const anvil = env.CHAIN_RPC_URL ? null : findAnvil();
  const started = await Promise.all([
    ...(env.STRIPE_SECRET_KEY ? [] : [startStripe(options, folder)]),
    ...(env.PAYMENT_3P_URL ? [] : [startPayment3p(options, folder)]),
    ...(env.MPESA_CONSUMER_KEY ? [] : [startMpesa(options, folder)]),
    ...(env.SMTP_URL && hasSms(env) ? [] : [startMail(options, folder)]),
    ...(env.WEBHOOK_TRUSTED_ORIGINS ? [] : [startWebhooks(options, folder)]),
    ...(anvil === null ? [] : [startChain(options, folder, anvil)]),
  ]);
  return {
    variables: Object.assign({}, ...started.map(({ variables }) => variables)),
    pages: started.map(({ name, url }) => ({ name, url })),
    async close() {
      await Promise.all(started.map(({ close }) => close()));
    },
  };
}
