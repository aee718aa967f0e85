import Stripe from 'stripe';
import { ProviderRefusal, ProviderUnavailable } from './provider.ts';

/** Errors after which the effect is unknown, or after which Stripe asks for a retry. */
const isPassing = (error: InstanceType<typeof Stripe.errors.StripeError>): boolean =>
  error instanceof Stripe.errors.StripeConnectionError ||
  error instanceof Stripe.errors.StripeRateLimitError ||
  error instanceof Stripe.errors.StripeAuthenticationError ||
  error instanceof Stripe.errors.StripePermissionError ||
  error.statusCode === 409 ||
  (error.statusCode ?? 500) >= 500;

/** Throws `ProviderUnavailable` or `ProviderRefusal` for an error of Stripe. */
export function throwAsProviderError(error: unknown): never {
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  if (isPassing(error)) throw new ProviderUnavailable(`Stripe: ${error.message}`, { cause: error });
  throw new ProviderRefusal(error.decline_code || error.code || error.type, error.message);
}

/** Calls Stripe, and throws its errors as `PaymentProvider` declares them. */
export async function callStripe<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    return throwAsProviderError(error);
  }
}

/** True when the call was for a connected account that does not exist, or is not the platform's any more. */
export const isAccountGone = (error: unknown): error is ProviderUnavailable =>
  error instanceof ProviderUnavailable &&
  error.cause instanceof Stripe.errors.StripePermissionError &&
  error.cause.code === 'account_invalid';

/** True when Stripe reports that the object does not exist (any more). */
export const isMissing = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing';
