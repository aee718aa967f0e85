import { resultTexts } from '../scenarios.ts';
import { DarajaError, invalidField } from '../wire/api-error.ts';
import { requirePassword } from '../wire/credentials.ts';
import { patterns, readField } from '../wire/read-body.ts';
import type { Call } from './call.ts';

export const stkQuery: Call = {
  path: '/mpesa/stkpushquery/v1/query',
  run(simulator, body) {
    readField(body, 'BusinessShortCode', patterns.shortCode);
    readField(body, 'Timestamp', patterns.timestamp);
    const id = readField(body, 'CheckoutRequestID', patterns.text);
    requirePassword(simulator, body);
    const push = simulator.records.get('pushes', id);
    if (push === undefined) throw invalidField('CheckoutRequestID');
    if (push.resultCode === null) throw new DarajaError(500, '500.001.1001', 'The transaction is being processed');
    return {
      ResponseCode: '0',
      ResponseDescription: 'The service request has been accepted successsfully',
      MerchantRequestID: push.merchantRequestId,
      CheckoutRequestID: push.id,
      ResultCode: push.resultCode,
      ResultDesc: resultTexts[push.resultCode] ?? 'Failed.',
    };
  },
};
