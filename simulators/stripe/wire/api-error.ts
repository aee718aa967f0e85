/** The `error` object of a response. */
export interface ErrorBody {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  message: string;
  code?: string;
  param?: string;
  decline_code?: string;
  advice_code?: string;
  charge?: string;
  payment_intent?: unknown;
  payment_method?: unknown;
}

/** An error response in Stripe's shape. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly body: ErrorBody;
  /** True when the changes so far are saved: a declined card leaves a failed charge. */
  readonly keepsWork: boolean;

  constructor(status: number, body: ErrorBody, options: { keepsWork?: boolean } = {}) {
    super(body.message);
    this.status = status;
    this.body = body;
    this.keepsWork = options.keepsWork ?? false;
  }

  /** True when the idempotency key keeps this answer: errors before the call ran are not kept. */
  get isRemembered(): boolean {
    return this.status !== 404 && this.body.code !== 'resource_missing' && !(this instanceof InvalidParams);
  }

  toJson(requestId: string): string {
    const { code } = this.body;
    const error = {
      ...this.body,
      ...(code && { doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` }),
      request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}`,
    };
    return JSON.stringify({ error }, null, 2);
  }
}

/** The parameters are wrong by themselves: nothing was executed. */
export class InvalidParams extends ApiError {
  constructor(message: string, details: { code?: string; param?: string } = {}) {
    super(400, { type: 'invalid_request_error', message, ...details });
  }
}

/** The request is well-formed, but the current state does not allow it. */
export const refused = (message: string, details: Partial<ErrorBody> = {}): ApiError =>
  new ApiError(400, { type: 'invalid_request_error', message, ...details });

/** There is no such object: 404 where the path names it, 400 where a parameter does. */
export const noSuch = (what: string, id: string, param: string, status: 400 | 404 = 404): ApiError =>
  new ApiError(status, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${what}: '${id}'`,
    param,
  });
