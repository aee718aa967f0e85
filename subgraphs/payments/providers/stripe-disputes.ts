import { createHash } from 'node:crypto';
import type Stripe from 'stripe';
import type { EvidencePicture, EvidenceSubject } from '../domain/evidence-picture.ts';
import type { ProviderDispute, ProviderPayment } from '../domain/provider-payment.ts';
import type { DisputeDesk, DisputeEvidence } from './dispute-desk.ts';
import { ProviderRefusal } from './provider.ts';
import { fromStripeAmount } from './stripe-amount.ts';
import { callStripe } from './stripe-errors.ts';

/** Statuses of disputes that ended without a loss. */
const over: readonly string[] = ['won', 'warning_closed', 'prevented'];

const outcomeOf = ({ status }: Stripe.Dispute): ProviderDispute['status'] =>
  status === 'lost' ? 'lost' : over.includes(status) ? 'won' : 'open';

/** What Stripe charges for the dispute, in the currency of the account's balance. Null before it is known. */
function feeOf({ balance_transactions: transactions }: Stripe.Dispute): ProviderDispute['fee'] {
  const [first] = transactions;
  if (first === undefined) return null;
  const amountMinor = transactions.reduce((sum, { fee, currency }) => sum + fromStripeAmount(fee, currency), 0n);
  return amountMinor > 0n ? { amountMinor, currency: first.currency.toUpperCase() } : null;
}

const toProviderDispute = (dispute: Stripe.Dispute): ProviderDispute => ({
  ref: dispute.id,
  status: outcomeOf(dispute),
  amountMinor: fromStripeAmount(dispute.amount, dispute.currency),
  reason: dispute.reason,
  evidenceDueAt: dispute.evidence_details.due_by === null ? null : new Date(dispute.evidence_details.due_by * 1_000),
  fee: feeOf(dispute),
});

type DisputeFacts = Pick<ProviderPayment, 'dispute' | 'chargedBackMinor' | 'disputes'>;

/** What the disputes of a charge say about its payment. */
export function disputeFacts(all: readonly Stripe.Dispute[]): DisputeFacts {
  const disputes = all.map(toProviderDispute);
  const lost = disputes.filter(({ status }) => status === 'lost');
  const isOpen = disputes.some(({ status }) => status === 'open');
  return {
    disputes,
    dispute: lost.length > 0 ? 'lost' : isOpen ? 'open' : 'none',
    chargedBackMinor: lost.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
  };
}

const ifKnown = <Name extends string>(name: Name, text: string | null): { [Key in Name]?: string } =>
  text === null ? {} : ({ [name]: text } as { [Key in Name]?: string });

type PictureField = 'uncategorized_file' | 'customer_communication' | 'receipt' | 'shipping_documentation';

/** Fields for a file each. https://docs.stripe.com/api/disputes/evidence_object */
const fieldOf: Readonly<Record<EvidenceSubject, PictureField>> = {
  OTHER: 'uncategorized_file',
  MESSAGES: 'customer_communication',
  RECEIPT: 'receipt',
  SHIPPING: 'shipping_documentation',
};

/** A file at Stripe, and what it shows. */
interface EvidenceFile {
  file: string;
  shows: EvidenceSubject;
}

interface FiledPictures {
  fields: Partial<Record<PictureField, string>>;
  /** Fields that have a picture of something else, because its own field was taken. */
  further: PictureField[];
}

/** Puts each picture into the field of what it shows, and then the others into fields that are free. */
function filed(files: readonly EvidenceFile[]): FiledPictures {
  const fields: FiledPictures['fields'] = {};
  const others = files.filter(({ file, shows }) => {
    const isTaken = fields[fieldOf[shows]] !== undefined;
    if (!isTaken) fields[fieldOf[shows]] = file;
    return isTaken;
  });
  const free = Object.values(fieldOf).filter((field) => fields[field] === undefined);
  const further = free.slice(0, others.length);
  for (const [index, field] of further.entries()) fields[field] = others[index]!.file;
  return { fields, further };
}

/** Longest text that Stripe takes in one field, in characters. */
const longestText = 20_000;

/**
 * The texts for the bank in one. A bank that reads the name of a field takes its picture for that, unless the text says otherwise. The
 * text of the seller is cut where not all fits, between characters: Stripe refuses a longer one with everything else.
 */
function textOf({ text, proof }: DisputeEvidence, further: readonly PictureField[]): string {
  const additions = [
    ...(proof === null ? [] : [`Proof of delivery: ${proof}`]),
    ...(further.length === 0 ? [] : [`Further pictures of this case, whatever their heading: ${further.join(', ')}.`]),
  ];
  const end = additions.map((each) => `\n\n${each}`).join('');
  return Array.from(text)
    .slice(0, longestText - Array.from(end).length)
    .join('')
    .concat(end);
}

function toEvidence(evidence: DisputeEvidence, files: readonly EvidenceFile[]): Stripe.DisputeUpdateParams.Evidence {
  const { goods, trackingNumber, shippingDate } = evidence;
  const { fields, further } = filed(files);
  return {
    uncategorized_text: textOf(evidence, further),
    product_description: goods,
    ...ifKnown('shipping_tracking_number', trackingNumber),
    ...ifKnown('shipping_date', shippingDate),
    ...fields,
  };
}

const extensions: Readonly<Record<string, string>> = { 'image/jpeg': 'jpg', 'image/png': 'png' };

/** Another text or file makes another request, so that its key is another one: Stripe refuses it under the same. */
const keyWith = (key: string, sent: Stripe.DisputeUpdateParams): string =>
  `${key}:${createHash('sha256').update(JSON.stringify(sent)).digest('hex').slice(0, 16)}`;

const isSubmitted = ({ evidence_details: details }: Stripe.Dispute): boolean => details.submission_count > 0;
const isLost = (dispute: Stripe.Dispute): boolean => outcomeOf(dispute) === 'lost';

/** Disputes of card payments. Evidence is submitted at once: Stripe passes it to the bank. */
export function createStripeDisputes(stripe: Stripe): DisputeDesk {
  /** Uploads a picture, once per key. Null when Stripe refuses it. https://docs.stripe.com/file-upload */
  async function upload({ id, mimeType, content }: EvidencePicture, key: string): Promise<string | null> {
    const file = { data: content, name: `${id}.${extensions[mimeType] ?? 'bin'}`, type: mimeType };
    try {
      const sent = { purpose: 'dispute_evidence', file } as const;
      return (await callStripe(() => stripe.files.create(sent, { idempotencyKey: `${key}:${id}` }))).id;
    } catch (error) {
      if (error instanceof ProviderRefusal) return null;
      throw error;
    }
  }

  /** Calls Stripe unless an earlier try had its effect, under whichever key. Returns whether this try had it. */
  async function unlessDone(
    ref: string,
    isDone: (dispute: Stripe.Dispute) => boolean,
    call: () => Promise<unknown>,
  ): Promise<boolean> {
    const look = async (): Promise<boolean> => isDone(await callStripe(() => stripe.disputes.retrieve(ref)));
    if (await look()) return false;
    try {
      await callStripe(call);
      return true;
    } catch (error) {
      // An earlier try may have ended between the look and the call.
      if (!(error instanceof ProviderRefusal) || !(await look())) throw error;
      return false;
    }
  }

  return {
    async submit(ref, evidence, key) {
      const refused: string[] = [];
      const hasSubmitted = await unlessDone(ref, isSubmitted, async () => {
        const files: EvidenceFile[] = [];
        for (const picture of evidence.pictures) {
          const file = await upload(picture, key);
          if (file === null) refused.push(picture.id);
          else files.push({ file, shows: picture.shows });
        }
        const sent = { evidence: toEvidence(evidence, files), submit: true };
        await stripe.disputes.update(ref, sent, { idempotencyKey: keyWith(key, sent) });
      });
      return hasSubmitted ? refused : null;
    },
    async accept(ref, key) {
      await unlessDone(ref, isLost, () => stripe.disputes.close(ref, {}, { idempotencyKey: key }));
    },
  };
}
