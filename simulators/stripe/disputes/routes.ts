import { answerList, listParams } from '../lists/list.ts';
import type { DisputeRecord } from '../records/payments.ts';
import { InvalidParams, refused } from '../wire/api-error.ts';
import { anything, flag, metadata, text } from '../wire/params.ts';
import type { RawParams } from '../wire/raw-params.ts';
import { type Route, route } from '../wire/route.ts';
import { changeMetadata } from '../work/change-metadata.ts';
import { findInParam, findInPath } from '../work/find.ts';
import type { Work } from '../work/work.ts';
import { closeDispute, isOpen } from './close-dispute.ts';
import { renderDispute } from './render.ts';

const requireOpen = (dispute: DisputeRecord): void => {
  if (!isOpen(dispute)) throw refused('This dispute is already closed.', { code: 'dispute_closed' });
};

const textsOf = (sent: RawParams): Record<string, string> =>
  Object.fromEntries(Object.entries(sent).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));

/** Fields of evidence that name a file. https://docs.stripe.com/api/disputes/evidence_object */
const fileFields = [
  'cancellation_policy',
  'customer_communication',
  'customer_signature',
  'duplicate_charge_documentation',
  'receipt',
  'refund_policy',
  'service_documentation',
  'shipping_documentation',
  'uncategorized_file',
];

/** Most bytes of all files of one dispute. */
const mostBytes = 4_500_000;

function requireFiles(work: Work, evidence: Readonly<Record<string, string>>): void {
  let bytes = 0;
  for (const field of fileFields) {
    const id = evidence[field];
    if (id) bytes += findInParam(work, 'files', id, `evidence[${field}]`).size;
  }
  if (bytes > mostBytes) throw refused(`The files of the evidence are too large: ${bytes} of ${mostBytes} bytes.`);
}

/** Longest text of one field of evidence, in characters. https://docs.stripe.com/api/disputes/evidence_object */
const longestText = 20_000;

function requireTexts(evidence: Readonly<Record<string, string>>): void {
  for (const [field, value] of Object.entries(evidence)) {
    if (Array.from(value).length > longestText)
      throw new InvalidParams(`Invalid string: ${value.slice(0, 40)}…; must be at most ${longestText} characters`, {
        param: `evidence[${field}]`,
      });
  }
}

/** The evidence of a dispute with what was sent now. */
function withEvidence(work: Work, { evidence }: DisputeRecord, sent: RawParams): DisputeRecord['evidence'] {
  const texts = textsOf(sent);
  requireTexts(texts);
  const all = { ...evidence, ...texts };
  requireFiles(work, all);
  return all;
}

/** Stripe's test evidence decides at once: `winning_evidence` or `losing_evidence`. */
function submit(work: Work, dispute: DisputeRecord): DisputeRecord {
  const submitted = work.put('disputes', { ...dispute, status: 'under_review', submissions: dispute.submissions + 1 });
  work.tell('charge.dispute.updated', 'disputes', submitted, dispute);
  const { uncategorized_text: words } = dispute.evidence;
  if (words === 'winning_evidence') return closeDispute(work, submitted, 'won');
  return words === 'losing_evidence' ? closeDispute(work, submitted, 'lost') : submitted;
}

export const disputeRoutes: readonly Route[] = [
  route('GET', '/v1/disputes', { ...listParams, charge: text(), payment_intent: text() }, (call) =>
    answerList(
      call,
      'disputes',
      ({ charge, intent }) =>
        (!call.params.charge || charge === call.params.charge) &&
        (!call.params.payment_intent || intent === call.params.payment_intent),
      (record) => renderDispute(record, call.work.view, call.work.now),
    ),
  ),
  route('GET', '/v1/disputes/:id', {}, ({ work, path }) =>
    renderDispute(findInPath(work, 'disputes', path.id!), work.view, work.now),
  ),
  route(
    'POST',
    '/v1/disputes/:id',
    { evidence: anything, metadata, submit: flag },
    ({ work, path, params: { evidence, submit: isSubmitted, metadata: sentMetadata } }) => {
      const dispute = findInPath(work, 'disputes', path.id!);
      requireOpen(dispute);
      const changed = work.put('disputes', {
        ...dispute,
        metadata: changeMetadata(dispute.metadata, sentMetadata),
        evidence: typeof evidence === 'object' ? withEvidence(work, dispute, evidence) : dispute.evidence,
      });
      return renderDispute(isSubmitted === false ? changed : submit(work, changed), work.view, work.now);
    },
  ),
  route('POST', '/v1/disputes/:id/close', {}, ({ work, path }) => {
    const dispute = findInPath(work, 'disputes', path.id!);
    requireOpen(dispute);
    return renderDispute(closeDispute(work, dispute, 'lost'), work.view, work.now);
  }),
];
