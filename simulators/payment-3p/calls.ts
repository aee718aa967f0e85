import { z } from 'zod';
import { authorise, covers, type HoldDraft, lower, settle } from './holds.ts';

const cardNumber = z
  .string({ error: 'Missing or malformed "cardNumber": a string of 16 characters.' })
  .length(16, 'Malformed "cardNumber": it has 16 characters.');

const amount = z
  .number({ error: 'Missing or malformed "amount": a number above 0.' })
  .positive('Malformed "amount": it is above 0.');

const paymentToken = z
  .string({ error: 'Missing or malformed "paymentToken": a string.' })
  .min(1, 'Malformed "paymentToken": it is empty.');

/** A call of the API. */
export interface Call {
  path: string;
  /** Throws for a wrong body, or returns a function that runs the call. */
  prepare(body: unknown): (draft: HoldDraft, now: Date) => object;
}

/** The body does not fit the call. `message` is the first problem. */
export class MalformedBody extends Error {
  override readonly name = 'MalformedBody';
}

const call = <Shape extends z.ZodRawShape>(
  path: string,
  shape: Shape,
  run: (draft: HoldDraft, sent: z.infer<z.ZodObject<Shape>>, now: Date) => object,
): Call => {
  const schema = z.object(shape, 'The body is a JSON object.');
  return {
    path,
    prepare(body) {
      const parsed = schema.safeParse(body);
      if (!parsed.success) throw new MalformedBody(parsed.error.issues[0]!.message);
      return (draft, now) => run(draft, parsed.data, now);
    },
  };
};

/** All calls of this payment system. */
export const calls: readonly Call[] = [
  call('/preauth', { cardNumber, amount }, (draft, sent, now) => ({ paymentToken: authorise(draft, sent, now).id })),
  call('/check', { paymentToken, amount }, (draft, sent) => ({ ok: covers(draft, sent.paymentToken, sent.amount) })),
  call('/processPayment', { paymentToken }, (draft, sent) => ({ ok: settle(draft, sent.paymentToken, 'processed') })),
  call('/cancelPayment', { paymentToken }, (draft, sent) => ({ ok: settle(draft, sent.paymentToken, 'cancelled') })),
  call('/updateAmount', { paymentToken, amount }, (draft, sent) => ({
    ok: lower(draft, sent.paymentToken, sent.amount),
  })),
];
