import { answerList, listParams } from '../lists/list.ts';
import { text } from '../wire/params.ts';
import { type Route, route } from '../wire/route.ts';
import { findInPath } from '../work/find.ts';
import { renderBalance, renderBalanceTransaction } from './render.ts';

const filters = { source: text(), type: text(), currency: text(), payout: text() };

export const balanceRoutes: readonly Route[] = [
  route('GET', '/v1/balance', {}, ({ simulator, work }) => renderBalance(simulator.records, work.account, work.now)),
  route('GET', '/v1/balance_transactions', { ...listParams, ...filters }, (call) => {
    const { source, type, currency, payout } = call.params;
    return answerList(
      call,
      'balanceTransactions',
      (record) =>
        (!source || record.source === source) &&
        (!type || record.type === type) &&
        (!currency || record.currency === currency) &&
        (!payout || record.source === payout),
      (record) => renderBalanceTransaction(record, call.work.now),
    );
  }),
  route('GET', '/v1/balance_transactions/:id', {}, ({ work, path }) =>
    renderBalanceTransaction(findInPath(work, 'balanceTransactions', path.id!), work.now),
  ),
];
