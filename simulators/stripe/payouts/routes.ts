import { answerList, listParams } from '../lists/list.ts';
import { refused } from '../wire/api-error.ts';
import { choice, metadata, text } from '../wire/params.ts';
import { type Route, route } from '../wire/route.ts';
import { changeMetadata } from '../work/change-metadata.ts';
import { findInPath } from '../work/find.ts';
import { createParams, createPayout } from './create.ts';
import { cancelPayout } from './finish.ts';
import { renderPayout } from './render.ts';

const filters = {
  status: choice('pending', 'in_transit', 'paid', 'failed', 'canceled'),
  destination: text(),
};

export const payoutRoutes: readonly Route[] = [
  route('POST', '/v1/payouts', createParams, ({ work, params }) => renderPayout(createPayout(work, params))),
  route('GET', '/v1/payouts', { ...listParams, ...filters }, (call) =>
    answerList(call, 'payouts', ({ status }) => !call.params.status || status === call.params.status, renderPayout),
  ),
  route('GET', '/v1/payouts/:id', {}, ({ work, path }) => renderPayout(findInPath(work, 'payouts', path.id!))),
  route('POST', '/v1/payouts/:id', { metadata }, ({ work, path, params }) => {
    const payout = findInPath(work, 'payouts', path.id!);
    const changed = work.put('payouts', { ...payout, metadata: changeMetadata(payout.metadata, params.metadata) });
    work.tell('payout.updated', 'payouts', changed, payout);
    return renderPayout(changed);
  }),
  route('POST', '/v1/payouts/:id/cancel', {}, ({ work, path }) => {
    const payout = findInPath(work, 'payouts', path.id!);
    if (payout.status !== 'pending')
      throw refused(`Payout ${payout.id} cannot be canceled because it has a status of ${payout.status}.`);
    return renderPayout(cancelPayout(work, payout));
  }),
];
