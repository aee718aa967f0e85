import { answerList, listParams } from '../lists/list.ts';
import { flag, integer, metadata, text } from '../wire/params.ts';
import { type Route, route } from '../wire/route.ts';
import { changeMetadata } from '../work/change-metadata.ts';
import { findInPath } from '../work/find.ts';
import { createParams, createTransfer } from './create.ts';
import { renderReversal, renderTransfer } from './render.ts';
import { reverseTransfer } from './reverse.ts';

const reversalParams = {
  amount: integer({ min: 1 }),
  description: text(),
  metadata,
  refund_application_fee: flag,
};

export const transferRoutes: readonly Route[] = [
  route('POST', '/v1/transfers', createParams, ({ work, params }) =>
    renderTransfer(createTransfer(work, params), work.view),
  ),
  route('GET', '/v1/transfers', { ...listParams, destination: text(), transfer_group: text() }, (call) => {
    const { destination, transfer_group: group } = call.params;
    return answerList(
      call,
      'transfers',
      (record) => (!destination || record.destination === destination) && (!group || record.transferGroup === group),
      (record) => renderTransfer(record, call.work.view),
    );
  }),
  route('GET', '/v1/transfers/:id', {}, ({ work, path }) =>
    renderTransfer(findInPath(work, 'transfers', path.id!), work.view),
  ),
  route('POST', '/v1/transfers/:id', { description: text(), metadata }, ({ work, path, params }) => {
    const transfer = findInPath(work, 'transfers', path.id!);
    const changed = work.put('transfers', {
      ...transfer,
      description: params.description === undefined ? transfer.description : params.description,
      metadata: changeMetadata(transfer.metadata, params.metadata),
    });
    work.tell('transfer.updated', 'transfers', changed, transfer);
    return renderTransfer(changed, work.view);
  }),
  route('POST', '/v1/transfers/:id/reversals', reversalParams, ({ work, path, params }) => {
    const transfer = findInPath(work, 'transfers', path.id!);
    return renderReversal(reverseTransfer(work, transfer, { amount: params.amount, metadata: params.metadata }));
  }),
  route('GET', '/v1/transfers/:id/reversals', listParams, (call) => {
    const { id } = findInPath(call.work, 'transfers', call.path.id!);
    return answerList(call, 'reversals', ({ transfer }) => transfer === id, renderReversal);
  }),
  route('GET', '/v1/transfers/:id/reversals/:reversal', {}, ({ work, path }) =>
    renderReversal(findInPath(work, 'reversals', path.reversal!)),
  ),
];
