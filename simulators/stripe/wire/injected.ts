import type { FaultRule } from '@soko/simulator-kit';
import { type AnswerOrNone, disconnected } from './answer.ts';
import { ApiError, type ErrorBody } from './api-error.ts';

function bodyOf(status: number): ErrorBody {
  switch (status) {
    case 409:
      return {
        type: 'invalid_request_error',
        code: 'lock_timeout',
        message:
          'This object cannot be accessed right now because another API request or Stripe process is currently accessing it.',
      };
    case 429:
      return {
        type: 'invalid_request_error',
        code: 'rate_limit',
        message: 'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
      };
    default:
      return { type: 'api_error', message: 'An unknown error occurred' };
  }
}

export const injectedError = ({ status, code }: FaultRule): ApiError =>
  new ApiError(status, { ...bodyOf(status), ...(code === undefined ? {} : { code }) });

/** The response of an injected fault. */
export const injectedAnswer = (fault: FaultRule, requestId: string): AnswerOrNone =>
  fault.effect === 'disconnect' ? disconnected : { status: fault.status, body: injectedError(fault).toJson(requestId) };
