import { change, currentState } from './playground-state.ts';
import { post } from './post.ts';
import { authorizationOf } from './session.ts';

const query = `query Returned($id: ID!) { order(id: $id) { number status paymentStatus } }`;

interface Returned {
  number: string;
  status: string;
  paymentStatus: string;
}

/** What the marketplace knows of the order that this page placed, if it placed one. */
async function findOrder(): Promise<Returned | null> {
  const { memory, session } = currentState();
  const id = memory['orderId'];
  if (id === undefined || session === null) return null;
  const { answer } = await post({ query, variables: { id } }, { authorization: authorizationOf(session) });
  return (answer.data?.['order'] as Returned | null | undefined) ?? null;
}

/**
 * Banks send the buyer back to this page after a 3-D Secure confirmation. Says what became of the payment, and removes the
 * bank's parameters from the address.
 */
export async function greetReturnedBuyer(): Promise<void> {
  const parameters = new URLSearchParams(location.search);
  const outcome = parameters.get('redirect_status');
  if (outcome === null) return;
  history.replaceState(null, '', location.pathname);
  const said =
    outcome === 'succeeded'
      ? 'The bank confirmed the payment.'
      : 'The bank did not confirm the payment, so nothing is charged.';
  const next = 'The example MyOrder shows what became of the order.';
  change({ notice: `${said} ${next}` });
  const order = await findOrder().catch(() => null);
  if (order)
    change({ notice: `${said} Order ${order.number} is ${order.status}, its payment ${order.paymentStatus}.` });
}
