import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from '@jest/globals';
import { silentLogger } from '@soko/log';
import { until } from '@soko/testing';
import Stripe from 'stripe';
import { startStripeSimulator, type StripeSimulatorOptions } from '../index.ts';

export const webhookSecret = 'whsec_of_these_tests';

export type Json = { [name: string]: unknown };

/** The official SDK, pointed at a simulator. */
export function sdk(url: string, config: Stripe.StripeConfig = {}): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe('sk_test_x', {
    host: hostname,
    port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 2,
    ...config,
  });
}

/** Calls the admin API. `path` is below `/_admin/`. Fails where the answer is not 2xx, unless `raw`. */
export function adminOf(url: string) {
  return async function admin(method: string, path: string, body: unknown = {}): Promise<Json> {
    const answer = await fetch(`${url}/_admin/${path}`, {
      method,
      ...(method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const json = (await answer.json()) as Json;
    if (!answer.ok) throw new Error(`${answer.status} ${String(json.message)}`);
    return json;
  };
}

export interface TestSimulator {
  url: string;
  stripe: Stripe;
  admin: ReturnType<typeof adminOf>;
  close(): Promise<void>;
}

export async function startTestSimulator(options: Partial<StripeSimulatorOptions> = {}): Promise<TestSimulator> {
  const { url, close } = await startStripeSimulator({ port: 0, webhookSecret, log: silentLogger, ...options });
  return { url, stripe: sdk(url), admin: adminOf(url), close };
}

/** Starts one simulator for all specs of a file, and closes it after them: `const { stripe } = await simulatorOfFile();` */
export async function simulatorOfFile(): Promise<TestSimulator> {
  const simulator = await startTestSimulator();
  afterAll(() => simulator.close());
  return simulator;
}

export interface Received {
  event: Stripe.Event;
  body: string;
  signature: string;
}

export interface Receiver {
  url: string;
  received: Received[];
  types(): string[];
  /** The status it answers with from now on. */
  answer(status: number): void;
  untilReceived(type: string, count?: number): Promise<Stripe.Event>;
  close(): Promise<void>;
}

/** A webhook endpoint as payments will have it: it takes only what `constructEvent` accepts. */
export async function startReceiver(secret = webhookSecret): Promise<Receiver> {
  const received: Received[] = [];
  let status = 200;
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const signature = String(request.headers['stripe-signature']);
      try {
        if (status === 200)
          received.push({ event: Stripe.webhooks.constructEvent(body, signature, secret), body, signature });
        response.writeHead(status).end();
      } catch {
        response.writeHead(400).end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ofType = (type: string): Received[] => received.filter(({ event }) => event.type === type);
  return {
    url: `http://127.0.0.1:${port}/webhooks/stripe`,
    received,
    types: () => received.map(({ event }) => event.type),
    answer(next) {
      status = next;
    },
    async untilReceived(type, count = 1) {
      await until(`${count} × ${type}`, () => ofType(type).length >= count);
      return ofType(type).at(-1)!.event;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The error that a call fails with, as the SDK throws it. */
export async function errorOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('The call succeeded.');
}

/** The charge of an intent that has been attempted. */
export function chargeIdOf({ latest_charge: charge }: Stripe.PaymentIntent): string {
  if (!charge) throw new Error('Nothing has been charged.');
  return typeof charge === 'string' ? charge : charge.id;
}

/** What a checkout of Soko's creates: held now, taken later. */
export const held = (paymentMethod = 'pm_card_visa', amount = 5_000): Stripe.PaymentIntentCreateParams => ({
  amount,
  currency: 'eur',
  capture_method: 'manual',
  payment_method: paymentMethod,
  payment_method_types: ['card'],
  confirm: true,
});
