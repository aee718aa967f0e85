import { requireService } from '@soko/auth';
import { notFound } from '@soko/errors';
import { readIdempotencyKey } from '@soko/idempotency';
import { readOptional, readText } from '@soko/input';
import { answer } from '@soko/subgraph';
import { acceptDispute, type DisputeToAnswer, submitDisputeEvidence } from '../commands/answer-dispute.ts';
import { respondInTime } from '../commands/wait-for-provider.ts';
import type { PaymentsContext } from '../context.ts';
import { readEvidencePictures } from '../domain/evidence-picture.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

/** Longest text that a bank takes, in characters. */
const longest = { max: 20_000 };

async function disputeOf(
  { loaders }: PaymentsContext,
  input: { orderId: string; disputeRef: string; idempotencyKey: string },
): Promise<DisputeToAnswer> {
  const payment = await loaders.paymentOf.load(input.orderId);
  if (payment === null) throw notFound('The payment of this order');
  return { payment, ref: input.disputeRef, key: readIdempotencyKey(input.idempotencyKey) };
}

export const disputeMutations: Pick<MutationResolvers, 'submitDisputeEvidence' | 'acceptDispute'> = {
  async submitDisputeEvidence(_, { input }, context) {
    requireService(context.viewer);
    const evidence = {
      text: readText(input.text, 'text', longest),
      goods: readText(input.goods, 'goods', longest),
      trackingNumber: readOptional(readText, input.trackingNumber, 'trackingNumber', { max: 200 }),
      shippingDate: readOptional(readText, input.shippingDate, 'shippingDate', { max: 10 }),
      proof: readOptional(readText, input.proof, 'proof', { max: 2_000 }),
      pictures: readEvidencePictures(input.pictures ?? []),
    };
    const dispute = await disputeOf(context, input);
    const outcome = await respondInTime(context, submitDisputeEvidence(context, dispute, evidence, context.trail));
    return answer('EvidenceSubmitted', outcome);
  },
  async acceptDispute(_, { input }, context) {
    requireService(context.viewer);
    const dispute = await disputeOf(context, input);
    return answer('Payment', await respondInTime(context, acceptDispute(context, dispute, context.trail)));
  },
};
