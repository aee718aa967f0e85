import { answerList, listParams } from '../lists/list.ts';
import { metadata, text } from '../wire/params.ts';
import { type Route, route } from '../wire/route.ts';
import { changeMetadata } from '../work/change-metadata.ts';
import { findInPath } from '../work/find.ts';
import { withoutUndefined } from '../work/without-undefined.ts';
import { renderCharge } from './render.ts';

const filters = { payment_intent: text(), customer: text(), transfer_group: text() };

export const chargeRoutes: readonly Route[] = [
  route('GET', '/v1/charges', { ...listParams, ...filters }, (call) => {
    const { payment_intent: intent, customer, transfer_group: group } = call.params;
    return answerList(
      call,
      'charges',
      (record) =>
        (!intent || record.intent === intent) &&
        (!customer || record.customer === customer) &&
        (!group || record.transferGroup === group),
      (record) => renderCharge(record, call.work.view),
    );
  }),
  route('GET', '/v1/charges/:id', {}, ({ work, path }) =>
    renderCharge(findInPath(work, 'charges', path.id!), work.view),
  ),
  route(
    'POST',
    '/v1/charges/:id',
    { description: text(), metadata, receipt_email: text(), transfer_group: text() },
    ({ work, path, params }) => {
      const charge = findInPath(work, 'charges', path.id!);
      const changed = work.put('charges', {
        ...charge,
        ...withoutUndefined({
          description: params.description,
          receiptEmail: params.receipt_email,
          transferGroup: params.transfer_group,
        }),
        metadata: changeMetadata(charge.metadata, params.metadata),
      });
      work.tell('charge.updated', 'charges', changed, charge);
      return renderCharge(changed, work.view);
    },
  ),
];
