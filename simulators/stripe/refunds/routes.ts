import { answerList, listParams } from '../lists/list.ts';
import { refused } from '../wire/api-error.ts';
import { metadata, text } from '../wire/params.ts';
import { type Route, route } from '../wire/route.ts';
import { changeMetadata } from '../work/change-metadata.ts';
import { findInPath } from '../work/find.ts';
import { createParams, createRefund } from './create.ts';
import { cancelRefund } from './finish.ts';
import { renderRefund } from './render.ts';

export const refundRoutes: readonly Route[] = [
  route('POST', '/v1/refunds', createParams, ({ work, params }) => renderRefund(createRefund(work, params))),
  route('GET', '/v1/refunds', { ...listParams, charge: text(), payment_intent: text() }, (call) =>
    answerList(
      call,
      'refunds',
      ({ charge, intent }) =>
        (!call.params.charge || charge === call.params.charge) &&
        (!call.params.payment_intent || intent === call.params.payment_intent),
      renderRefund,
    ),
  ),
  route('GET', '/v1/refunds/:id', {}, ({ work, path }) => renderRefund(findInPath(work, 'refunds', path.id!))),
  route('POST', '/v1/refunds/:id', { metadata }, ({ work, path, params }) => {
    const refund = findInPath(work, 'refunds', path.id!);
    const changed = work.put('refunds', { ...refund, metadata: changeMetadata(refund.metadata, params.metadata) });
    work.tell('refund.updated', 'refunds', changed, refund);
    return renderRefund(changed);
  }),
  route('POST', '/v1/refunds/:id/cancel', {}, ({ work, path }) => {
    const refund = findInPath(work, 'refunds', path.id!);
    if (refund.status !== 'requires_action')
      throw refused(
        `You can't cancel this refund because it has a status of ${refund.status}. Only a refund that requires action may be canceled.`,
      );
    return renderRefund(cancelRefund(work, refund));
  }),
];
