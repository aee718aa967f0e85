import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { storable } from '@soko/postgres';
import { isOpenCollection } from '../domain/collection.ts';
import { readAsyncResult, readC2bPayment, readStkCallback } from '../providers/mpesa/read-callback.ts';
import type { CallbackKind } from '../providers/mpesa/settings.ts';
import type { PaymentsServices } from '../services.ts';
import { findCollectionByAccount } from '../store/find-collection-by-account.ts';
import { keepProviderEvent } from '../store/provider-events.ts';

export interface MpesaWebhookOptions {
  /** Part of the path that cannot be guessed. */
  token: string;
  /** Addresses and networks (CIDR) that may call. Empty: all. */
  addresses: readonly string[];
  shortCode: string;
  onSaved(): void;
}

const accepted = { ResultCode: 0, ResultDesc: 'Accepted' };

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The part of a callback that is saved: ids, codes and amounts, without phone numbers and names. Null when it is unreadable. */
const readers: Readonly<Record<Exclude<CallbackKind, 'c2b-validation'>, (body: unknown) => object | null>> = {
  stk: readStkCallback,
  b2c: readAsyncResult,
  timeout: readAsyncResult,
  status: readAsyncResult,
  reversal: readAsyncResult,
  'c2b-confirmation': readC2bPayment,
};

const isKind = (kind: string): kind is CallbackKind => kind === 'c2b-validation' || Object.hasOwn(readers, kind);

function parse(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return null;
  }
}

function blockListOf(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of addresses) {
    const [address = '', prefix] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

/** The address of the client, as the gateway passes it on. */
function addressOf({ headers, ip }: FastifyRequest): string {
  const forwarded = headers['x-forwarded-for'];
  return (typeof forwarded === 'string' ? (forwarded.split(',').at(-1) ?? '').trim() : '') || ip;
}

function mayCall(list: BlockList | null, request: FastifyRequest): boolean {
  if (list === null) return true;
  const address = addressOf(request);
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

type Services = Pick<PaymentsServices, 'db' | 'pool' | 'log' | 'now'>;

const rejected = (code: string) => ({ ResultCode: code, ResultDesc: 'Rejected' });

/** Whether a payment to the shortcode is expected: M-Pesa asks before it takes the money. */
async function validate(services: Services, shortCode: string, body: unknown): Promise<object> {
  const paid = readC2bPayment(body);
  if (paid === null) return rejected('C2B00016');
  if (paid.shortCode !== shortCode) return rejected('C2B00015');
  const collection = await findCollectionByAccount(services, paid.reference);
  // A failed deposit counts towards no limit of its payer any more, so it must not be paid: they ask for a new one.
  if (collection === null || !isOpenCollection(collection)) return rejected('C2B00012');
  if (collection.amountMinor.toString() !== paid.amountMinor) return rejected('C2B00013');
  return { ResultCode: '0', ResultDesc: 'Accepted' };
}

async function keep(
  { pool, log, now }: Services,
  kind: keyof typeof readers,
  about: string | null,
  body: string,
): Promise<boolean> {
  const facts = readers[kind](parse(body));
  if (facts === null) log.warn({ kind }, 'a callback of M-Pesa is unreadable');
  const objectRef =
    kind === 'c2b-confirmation' && facts !== null ? `c2b-${(facts as { receipt: string }).receipt}` : about;
  const event = {
    provider: 'mpesa' as const,
    // Daraja gives callbacks no ids: an equal body is a repeat.
    eventId: `sha256_${digest(`${kind} ${about ?? ''} ${body}`).toString('hex')}`,
    type: facts === null ? 'unreadable' : kind,
    objectRef,
    paymentId: null,
    payload: storable(facts ?? {}),
  };
  return keepProviderEvent(pool, event, now());
}

/**
 * `POST /webhooks/mpesa/<token>/<kind>/<id>`: saves a callback and answers at once; it is processed later. Callbacks are not
 * signed, so the path has a part that cannot be guessed, and what they say is checked. `/webhooks/daraja/` is the same:
 * Daraja refuses addresses with the word "mpesa" for payments to the shortcode.
 */
export function mpesaWebhook(app: FastifyInstance, services: Services, options: MpesaWebhookOptions): void {
  const wanted = digest(options.token);
  const list = options.addresses.length === 0 ? null : blockListOf(options.addresses);
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    interface Params {
      name: string;
      token: string;
      kind: string;
      about?: string;
    }
    const path = '/webhooks/:name(^mpesa$|^daraja$)/:token/:kind';
    for (const url of [path, `${path}/:about`]) {
      scope.post<{ Params: Params }>(url, { bodyLimit: 64 * 1024 }, async (request, reply) => {
        const { token, kind, about = null } = request.params;
        const isAllowed = timingSafeEqual(digest(token), wanted) && mayCall(list, request);
        if (!isAllowed || !isKind(kind)) {
          services.log.warn({ isAllowed }, 'refused a callback of M-Pesa at an unknown address or from one');
          return reply.code(404).send({ message: 'Not found.' });
        }
        const body = typeof request.body === 'string' ? request.body : '';
        if (kind === 'c2b-validation') return validate(services, options.shortCode, parse(body));
        if (await keep(services, kind, about === null ? null : about.slice(0, 60), body)) options.onSaved();
        return accepted;
      });
    }
  });
}
