import { backoffMs } from '@soko/retry';
import type { TaskKind } from '../domain/order.ts';
import { isUnderWay } from '../domain/order-status.ts';
import type { Done } from '../peers/payments.ts';
import type { OrdersServices } from '../services.ts';
import { claimTasks, saveTaskResults, type Task, type TaskResult } from '../store/order-tasks.ts';

type Services = Pick<OrdersServices, 'pool' | 'payments' | 'fulfilment' | 'times' | 'now' | 'log'>;

/** At most this many at once, so that what buyers wait for is not held up. */
const atOnce = 20;

async function release({ fulfilment }: Services, { orderId, reason, correlationId }: Task): Promise<Done> {
  const { released } = await fulfilment.release(orderId, reason, correlationId);
  return released ? { done: true } : { done: false, why: 'It is being packed already.' };
}

const amountOf = ({ orderId, amountMinor, currency }: Task) => ({ orderId, amountMinor: amountMinor ?? 0n, currency });

/** Charges; what has expired meanwhile is held anew first. */
async function capture({ payments }: Services, task: Task): Promise<Done> {
  const amount = amountOf(task);
  const charged = await payments.capture(amount, task.correlationId);
  if (charged.done || charged.status !== 'EXPIRED') return charged;
  const held = await payments.reauthorize(amount, task.correlationId);
  return held.done ? payments.capture(amount, task.correlationId) : held;
}

/** What is over meanwhile needs no money held. */
const reauthorize = async ({ payments }: Services, task: Task): Promise<Done> =>
  isUnderWay({ status: task.orderStatus }) ? payments.reauthorize(amountOf(task), task.correlationId) : { done: true };

const perform: Readonly<Record<TaskKind, (services: Services, task: Task) => Promise<Done>>> = {
  CAPTURE: capture,
  REAUTHORIZE: reauthorize,
  VOID: ({ payments }, { orderId, reason, correlationId }) => payments.void(orderId, reason, correlationId),
  RELEASE: release,
};

async function tryTask(services: Services, task: Task): Promise<TaskResult> {
  const { now, log } = services;
  const { id, orderId, kind, attempts } = task;
  try {
    const result = await perform[kind](services, task);
    if (result.done) return { id, state: 'DONE' };
    log.error({ orderId, task: kind, why: result.why }, 'an order needs support');
    return { id, state: 'FAILED', error: result.why };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    log.warn({ err: error, orderId, task: kind, attempts }, 'part of a purchase will be tried again');
    const pauseMs = backoffMs(attempts, { firstMs: 1_000, maxMs: 60_000 });
    return { id, state: 'AGAIN', at: new Date(now().getTime() + pauseMs), error: message.slice(0, 500) };
  }
}

/** Does what is due at other services, of the orders named or of all. Answers how many tasks there were. */
export async function runTasks(services: Services, orderIds?: readonly string[]): Promise<number> {
  const { pool, times, now } = services;
  const at = now();
  const until = new Date(at.getTime() + times.leaseMs);
  const tasks = await claimTasks(pool, { now: at, until, limit: atOnce, ...(orderIds ? { orderIds } : {}) });
  const results = await Promise.all(tasks.map((task) => tryTask(services, task)));
  await saveTaskResults(pool, results, now());
  return tasks.length;
}
